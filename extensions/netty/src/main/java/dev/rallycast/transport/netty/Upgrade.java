package dev.rallycast.transport.netty;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Handshake;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A request for a WebSocket that is granted. A client that is to be turned away is let in and closed with a code, because
 * browsers do not show a page the HTTP status of a refusal.
 *
 * @param handshake the request
 * @param key the request's {@code Sec-WebSocket-Key}
 * @param subprotocol the subprotocol that was chosen, if any
 * @param extensions the extensions that were chosen, if any
 * @param refusal with what the client is turned away, if it is
 */
record Upgrade(
        Handshake handshake,
        String key,
        @Nullable String subprotocol,
        @Nullable String extensions,
        @Nullable CloseCode refusal) {
    /** RFC 6455, section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** What switches the protocol, RFC 6455, section 4.2.2. */
    FullHttpResponse response() {
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS);
        HttpHeaders headers = response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        if (subprotocol != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
        }
        if (extensions != null) {
            headers.set(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, extensions);
        }
        return response;
    }

    private static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            // Every Java platform has it.
            throw new IllegalStateException(e);
        }
    }
}
