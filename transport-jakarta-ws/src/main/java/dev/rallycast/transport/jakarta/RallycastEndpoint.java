package dev.rallycast.transport.jakarta;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.rallycast.ClientManager;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.OriginPolicy;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket endpoint at which clients reach a {@link ClientManager}. Immutable; holds nothing that is to be closed.
 *
 * <pre>{@code
 * RallycastEndpoint.builder(manager.clients(), Authenticators.containerPrincipal())
 *         .path("/stream")
 *         .build()
 *         .register(serverContainer);
 * }</pre>
 *
 * <p>The {@link ServerContainer} of a servlet container is the servlet context's attribute
 * {@code jakarta.websocket.server.ServerContainer}. Where a container takes configurations instead (Tyrus, Spring's
 * {@code ServerEndpointExporter}), give it {@link #config()}.
 *
 * <p>On Jetty a servlet filter does not protect a WebSocket endpoint; the {@link Authenticator} does everywhere.
 */
public final class RallycastEndpoint {
    private static final int IDLE_SECONDS = 5;
    /** How long a send may take before its thread counts as blocked. */
    private static final int BLOCKED_MILLIS = 20;

    private static final int MOST_SENDERS = 64;

    private final ServerEndpointConfig config;

    private RallycastEndpoint(Builder from) {
        ScheduledExecutorService timer = timer();
        config = ServerEndpointConfig.Builder.create(StreamEndpoint.class, from.path)
                .subprotocols(subprotocols(from.clients.protocol()))
                .configurator(new StreamConfigurator(
                        from.clients, from.authenticator, from.origins, sends(timer), closing(from, timer)))
                .build();
    }

    private static BlockingSends sends(ScheduledExecutorService timer) {
        return new BlockingSends(
                threads("send"),
                after(timer, BLOCKED_MILLIS, MILLISECONDS),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                MOST_SENDERS);
    }

    private static Closing closing(Builder from, ScheduledExecutorService timer) {
        Executor given = from.executor;
        return new Closing(
                given == null ? ownExecutor("transport") : given,
                given == null ? ownExecutor("transport-ping") : given,
                after(timer, 1, SECONDS),
                from.stuck);
    }

    /**
     * Starts an endpoint of this client manager.
     *
     * @param authenticator who it is that connects; {@code dev.rallycast.auth.Authenticators} has ready ones
     */
    public static Builder builder(ClientManager clients, Authenticator authenticator) {
        return new Builder(clients, authenticator);
    }

    private static List<String> subprotocols(ControlProtocol protocol) {
        return Stream.concat(Stream.of(protocol.subprotocol()), protocol.batchSubprotocol().stream())
                .toList();
    }

    /** The endpoint in the container's terms. */
    public ServerEndpointConfig config() {
        return config;
    }

    /**
     * Adds the endpoint to a container.
     *
     * @throws DeploymentException if the container does not accept it, for one because the path is taken
     */
    public void register(ServerContainer container) throws DeploymentException {
        container.addEndpoint(config);
    }

    /** Threads that end by themselves when idle, so that nobody has to stop them. */
    private static Executor ownExecutor(String name) {
        int threads = Math.max(8, 2 * Runtime.getRuntime().availableProcessors());
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, SECONDS, new LinkedBlockingQueue<>(), threads(name));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, threads("transport-timer"));
        timer.setKeepAliveTime(IDLE_SECONDS, SECONDS);
        timer.allowCoreThreadTimeOut(true);
        return timer;
    }

    private static Executor after(ScheduledExecutorService timer, long delay, TimeUnit unit) {
        return task -> {
            var unused = timer.schedule(task, delay, unit);
        };
    }

    private static ThreadFactory threads(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "rallycast-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            // Not the caller's, which would keep an application alive that is stopped.
            thread.setContextClassLoader(RallycastEndpoint.class.getClassLoader());
            return thread;
        };
    }

    /** Collects options; every one has a default. Not thread-safe. */
    public static final class Builder {
        private final ClientManager clients;
        private final Authenticator authenticator;
        private String path = "/stream";
        private OriginPolicy origins = new OriginPolicy(List.of());
        private @Nullable Executor executor;
        private Consumer<Session> stuck = session -> {};

        private Builder(ClientManager clients, Authenticator authenticator) {
            this.clients = requireNonNull(clients, "clients");
            this.authenticator = requireNonNull(authenticator, "authenticator");
        }

        /**
         * Where clients connect, below the context path. Default: {@code /stream}.
         *
         * @throws IllegalArgumentException if it does not begin with a slash
         */
        public Builder path(String value) {
            if (!value.startsWith("/")) {
                throw new IllegalArgumentException("path is \"" + value + "\": expected to begin with /");
            }
            path = value;
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
         * Runs what may block in a container: closes and pings. Default: a few threads for each of the two, which end when
         * there is nothing to do. A given one has enough threads that pings don't wait for closes of clients that take
         * nothing, or has a thread for each task.
         */
        public Builder executor(Executor value) {
            executor = requireNonNull(value, "executor");
            return this;
        }

        /**
         * What to do with a connection that was closed while its client took nothing of what it was sent. Some containers
         * (Tyrus, Undertow) keep the socket of such a client open; a host that knows its container may cut it here. Called
         * on the executor, when the container has been asked to close the session. Default: nothing.
         */
        public Builder stuck(Consumer<Session> value) {
            stuck = requireNonNull(value, "stuck");
            return this;
        }

        /** The endpoint. */
        public RallycastEndpoint build() {
            return new RallycastEndpoint(this);
        }
    }
}
