package dev.rallycast.examples;

import dev.rallycast.storage.redis.RedisGameStorage;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A client of a Redis, whatever it is, with the options that {@code docs/redis.md} recommends. */
final class RedisConnecting implements AutoCloseable {
    private static final int QUEUE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often a cluster is looked over without any reason, beside the reasons. */
    private static final Duration LOOK_AROUND = Duration.ofSeconds(15);

    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final Supplier<RedisGameStorage.Builder> storage;
    private final Supplier<RedisSharedPlaybacks.Builder> playbacks;

    private RedisConnecting(
            ClientResources resources,
            AbstractRedisClient client,
            Supplier<RedisGameStorage.Builder> storage,
            Supplier<RedisSharedPlaybacks.Builder> playbacks) {
        this.resources = resources;
        this.client = client;
        this.storage = storage;
        this.playbacks = playbacks;
    }

    /** Makes a client, which is connected by whoever uses it. */
    static RedisConnecting to(RedisPlace place) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // By default Lettuce would wait up to half a minute before it looks whether Redis is back.
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        place.uris().forEach(RedisConnecting::bound);
        if (place.cluster()) {
            RedisClusterClient client = RedisClusterClient.create(resources, place.uris());
            client.setOptions(ClusterClientOptions.builder(options())
                    .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                            .enablePeriodicRefresh(LOOK_AROUND)
                            .build())
                    .build());
            return new RedisConnecting(
                    resources,
                    client,
                    () -> RedisGameStorage.builder(client),
                    () -> RedisSharedPlaybacks.builder(client));
        }
        RedisClient client = RedisClient.create(resources, place.uris().get(0));
        client.setOptions(options());
        return new RedisConnecting(
                resources, client, () -> RedisGameStorage.builder(client), () -> RedisSharedPlaybacks.builder(client));
    }

    private static ClientOptions options() {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(PATIENCE)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(PATIENCE)
                                .interval(Duration.ofSeconds(2))
                                .count(3)
                                .build())
                        .build())
                .build();
    }

    /** Gives it a bound if it has none of its own: Lettuce's is a minute. */
    private static void bound(RedisURI uri) {
        if (uri.getTimeout().equals(RedisURI.DEFAULT_TIMEOUT_DURATION)) {
            uri.setTimeout(PATIENCE);
        }
    }

    /** Starts a storage on the client. */
    RedisGameStorage.Builder storage() {
        return storage.get();
    }

    /** Starts what a node shares on the client. */
    RedisSharedPlaybacks.Builder playbacks() {
        return playbacks.get();
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
