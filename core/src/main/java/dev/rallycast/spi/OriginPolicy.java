package dev.rallycast.spi;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect. Browsers do not keep a page of another site from opening a WebSocket with the user's
 * cookies, they only name the page's origin (RFC 6454, RFC 6455 section 10.2), so the server has to look. For those who write
 * transports. Immutable.
 */
public final class OriginPolicy {
    private static final String ANY = "*";

    private final Set<String> allowed;

    /**
     * A policy that lets in the pages of the server itself and of these origins.
     *
     * @param allowed origins, such as {@code https://example.com} or {@code http://localhost:3000}, or {@code *} for all
     * @throws IllegalArgumentException if an entry is not an origin
     */
    public OriginPolicy(Collection<String> allowed) {
        this.allowed = allowed.stream().map(OriginPolicy::requireOrigin).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether a client with these headers may connect. One without an origin is not a web page, and may.
     *
     * @param headers as {@link Handshake#headers()} has them
     */
    public boolean allows(Map<String, List<String>> headers) {
        List<String> origins = headers.getOrDefault("Origin", List.of());
        if (origins.isEmpty() || allowed.contains(ANY)) {
            return true;
        }
        if (origins.size() > 1) {
            return false;
        }
        String origin = origins.get(0).toLowerCase(Locale.ROOT);
        if (allowed.contains(origin)) {
            return true;
        }
        List<String> hosts = headers.getOrDefault("Host", List.of());
        return hosts.size() == 1 && isSameOrigin(origin, hosts.get(0).toLowerCase(Locale.ROOT));
    }

    /** Compares host and port; the scheme is not known here, since TLS may end at a proxy. */
    private static boolean isSameOrigin(String origin, String host) {
        URI page = parse(origin);
        if (page == null) {
            return false;
        }
        URI server = parse(page.getScheme() + "://" + host);
        return server != null && page.getHost().equals(server.getHost()) && port(page) == port(server);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    /** The origin as a URI of scheme, host and port only, or null if it is none. */
    private static @Nullable URI parse(String origin) {
        try {
            URI uri = new URI(origin);
            boolean plain = uri.getScheme() != null
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null;
            return plain ? uri : null;
        } catch (URISyntaxException e) {
            // "null", which sandboxed pages send, is no URI with a host either, and so is refused above.
            return null;
        }
    }

    private static String requireOrigin(String origin) {
        if (origin.equals(ANY)) {
            return origin;
        }
        String lower = origin.toLowerCase(Locale.ROOT);
        if (parse(lower) == null) {
            throw new IllegalArgumentException("allowed origin \"" + origin
                    + "\" is not an origin: expected scheme://host, scheme://host:port or *");
        }
        return lower;
    }
}
