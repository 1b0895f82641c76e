package dev.rallycast.transport.netty;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.OriginPolicy;
import dev.rallycast.spi.QueryString;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.URI;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Judges requests for the endpoint's path, RFC 6455, section 4.2.1. Thread-safe. */
final class Requests {
    private static final Logger LOG = LoggerFactory.getLogger(Requests.class);
    private static final String VERSION = "13";
    /** 16 bytes in base64. */
    private static final String KEY = "[A-Za-z0-9+/]{22}==";

    private final Settings settings;

    Requests(Settings settings) {
        this.settings = settings;
    }

    /** Whether a request is for the endpoint. */
    PathPattern.Match match(HttpRequest request) {
        String target = pathAndQuery(request.uri());
        int query = target.indexOf('?');
        return settings.path().match(query < 0 ? target : target.substring(0, query));
    }

    /** With what a request for the endpoint is refused, or null if it asks for a WebSocket as it should. */
    @Nullable
    HttpResponseStatus refusal(HttpRequest request) {
        HttpHeaders headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)) {
            return HttpResponseStatus.METHOD_NOT_ALLOWED;
        }
        if (!headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return HttpResponseStatus.UPGRADE_REQUIRED;
        }
        boolean complete = request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0
                && key(request).matches(KEY);
        return complete ? null : HttpResponseStatus.BAD_REQUEST;
    }

    /**
     * What a request that is not refused gets.
     *
     * @throws IllegalArgumentException if its query can't be decoded
     */
    Upgrade upgrade(HttpRequest request, @Nullable Principal principal) {
        URI uri = URI.create(pathAndQuery(request.uri()));
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("the request's target has a fragment");
        }
        Handshake handshake = new Handshake(
                UUID.randomUUID().toString(),
                uri,
                QueryString.parse(uri.getRawQuery()),
                headers(request),
                principal,
                null);
        return new Upgrade(
                handshake,
                key(request),
                settings.clients()
                        .protocol()
                        .selectSubprotocol(handshake.subprotocols())
                        .orElse(null),
                settings.compression()
                        ? DeflateOffer.accept(request.headers().getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                                .orElse(null)
                        : null,
                refusal(settings.origins(), handshake));
    }

    private static @Nullable CloseCode refusal(OriginPolicy origins, Handshake handshake) {
        if (origins.allows(handshake.headers())) {
            return null;
        }
        LOG.info(
                "Refused a connection from a page of another origin, {}",
                LogText.of(handshake.header("Origin").orElse("none")));
        return CloseCode.FORBIDDEN;
    }

    private static String key(HttpRequest request) {
        return request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "").strip();
    }

    /** The target of a request as a path, also where it is a whole URI, as proxies send it: RFC 9112, section 3.2.2. */
    private static String pathAndQuery(String target) {
        if (target.startsWith("/")) {
            return target;
        }
        int authority = target.indexOf("://");
        int path = authority < 0 ? -1 : target.indexOf('/', authority + 3);
        return path < 0 ? "/" : target.substring(path);
    }

    private static Map<String, List<String>> headers(HttpRequest request) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Map.Entry<String, String> header : request.headers()) {
            headers.computeIfAbsent(header.getKey(), name -> new ArrayList<>()).add(header.getValue());
        }
        return headers;
    }
}
