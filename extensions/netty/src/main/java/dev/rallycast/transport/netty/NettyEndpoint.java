package dev.rallycast.transport.netty;

import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.OriginPolicy;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A WebSocket endpoint in a Netty server, at which clients reach a {@link ClientManager}. The server is the host's: its event
 * loops, its pipeline, TLS. What all clients get is made a frame once and written to every channel. Thread-safe; holds
 * nothing that is to be closed, and lives as long as the server's event loops.
 *
 * <pre>{@code
 * NettyEndpoint endpoint = NettyEndpoint.builder(manager.clients(), authenticator).path("/stream").build();
 * // in the ChannelInitializer:
 * channel.pipeline().addLast(new HttpServerCodec());
 * endpoint.addTo(channel.pipeline());
 * channel.pipeline().addLast(new HandlerOfAllOtherRequests());
 * }</pre>
 *
 * <p>When a client is let in, the handler that decodes HTTP and all behind it are taken out of the pipeline; those before it,
 * such as the one for TLS, stay. Requests for other paths go on to the next handler; if there is none, they are answered
 * with 404.
 *
 * <p>If the host closes a channel, its client is told before, with the close code 1001. So whoever stops a server closes its
 * channels first, waits until that is done (a few seconds at most), and only then ends the event loops, which by themselves
 * would cut the connections off.
 */
public final class NettyEndpoint {
    /**
     * Whom the host has authenticated: a handler before this one that knows who sends a request sets it on the channel, and
     * it is the {@code Handshake.principal()} of the connection. Set it for each request anew, or to null, since a
     * connection may have several.
     */
    public static final AttributeKey<Principal> PRINCIPAL = AttributeKey.valueOf(NettyEndpoint.class, "PRINCIPAL");

    private final Settings settings;
    private final Map<EventExecutor, SendQueue> queues = new ConcurrentHashMap<>();

    private NettyEndpoint(Settings settings) {
        this.settings = settings;
    }

    /**
     * Starts an endpoint of this client manager.
     *
     * @param authenticator who it is that connects; {@code dev.rallycast.auth.Authenticators} has ready ones
     */
    public static Builder builder(ClientManager clients, Authenticator authenticator) {
        return new Builder(clients, authenticator);
    }

    /**
     * Adds the endpoint to the end of a channel's pipeline, which has an {@code HttpServerCodec} and may have an
     * {@code HttpObjectAggregator}. Handlers of other requests are added behind it.
     */
    public void addTo(ChannelPipeline pipeline) {
        pipeline.addLast(
                new UpgradeHandler(settings, context -> queues.computeIfAbsent(context.executor(), SendQueue::new)));
    }

    /** Collects options; every one has a default. Not thread-safe. */
    public static final class Builder {
        private final ClientManager clients;
        private final Authenticator authenticator;
        private PathPattern path = new PathPattern("/stream");
        private OriginPolicy origins = new OriginPolicy(List.of());
        private boolean compression;

        private Builder(ClientManager clients, Authenticator authenticator) {
            this.clients = requireNonNull(clients, "clients");
            this.authenticator = requireNonNull(authenticator, "authenticator");
        }

        /**
         * Where clients connect. A segment in braces stands for any one segment, as in {@code /rooms/{room}}; such a segment
         * is refused if it is empty, leads upwards or can't be decoded, and is otherwise passed on as it came. Default:
         * {@code /stream}.
         *
         * @throws IllegalArgumentException if it does not begin with a slash, or has braces that are not around a segment
         */
        public Builder path(String value) {
            path = new PathPattern(value);
            return this;
        }

        /**
         * The origins whose pages may connect besides those of the same host and port: {@code https://example.com},
         * {@code http://localhost:3000}, or {@code *} for all. The others are closed with 4501 {@code FORBIDDEN}. Clients
         * that send no origin are no web pages and are not affected. Default: none.
         *
         * @throws IllegalArgumentException if one is not an origin
         */
        public Builder allowedOrigins(String... values) {
            origins = new OriginPolicy(List.of(values));
            return this;
        }

        /**
         * Whether messages of 256 bytes or more are compressed for clients that offer it (permessage-deflate, RFC 7692). Nothing
         * is taken over from one message to the next, so that a message is compressed once for all who get it, and no
         * connection keeps a compressor. Default: no.
         */
        public Builder compression(boolean value) {
            compression = value;
            return this;
        }

        /** The endpoint. */
        public NettyEndpoint build() {
            return new NettyEndpoint(new Settings(clients, authenticator, path, origins, compression));
        }
    }
}
