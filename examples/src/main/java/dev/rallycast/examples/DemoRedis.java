package dev.rallycast.examples;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.redis.RedisGameStorage;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What several demos share in one Redis: the recordings, and the playbacks. */
final class DemoRedis implements AutoCloseable {
    private static final int QUEUE = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisGameStorage storage;
    private final RedisSharedPlaybacks playbacks;

    private DemoRedis(
            ClientResources resources, RedisClient client, RedisGameStorage storage, RedisSharedPlaybacks playbacks) {
        this.resources = resources;
        this.client = client;
        this.storage = storage;
        this.playbacks = playbacks;
    }

    /**
     * Connects.
     *
     * @param server what this server is called: it may be called so again after it was started again
     * @param options changes those of what is shared
     * @throws DemoServerException if Redis can't be reached or refuses; the message has no password
     */
    static DemoRedis open(RedisURI uri, String server, UnaryOperator<RedisSharedPlaybacks.Builder> options) {
        ClientResources resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                // By default Lettuce would wait up to half a minute before it looks whether Redis is back.
                .reconnectDelay(
                        Delay.exponential(Duration.ofMillis(1), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .build();
        RedisClient client = RedisClient.create(resources, patient(uri));
        RedisGameStorage storage = null;
        try {
            client.setOptions(clientOptions());
            storage = RedisGameStorage.builder(client).build();
            // What went before it under this name may still be counted.
            String node = server + "-" + UUID.randomUUID().toString().substring(0, 13);
            RedisSharedPlaybacks playbacks = options.apply(
                            RedisSharedPlaybacks.builder(client).node(node))
                    .build();
            return new DemoRedis(resources, client, storage, playbacks);
        } catch (StorageUnavailableException e) {
            if (storage != null) {
                storage.close();
            }
            shutDown(client, resources);
            throw new DemoServerException(
                    "Redis at " + place(uri) + " can't be used: " + DemoServerException.rootOf(e), e);
        }
    }

    /** As {@code docs/redis.md} recommends. */
    private static ClientOptions clientOptions() {
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
    private static RedisURI patient(RedisURI uri) {
        if (uri.getTimeout().equals(RedisURI.DEFAULT_TIMEOUT_DURATION)) {
            uri.setTimeout(PATIENCE);
        }
        return uri;
    }

    /** Where it is, without who asks. */
    private static String place(RedisURI uri) {
        return uri.getSentinels().isEmpty()
                ? uri.getHost() + ":" + uri.getPort()
                : uri.getSentinels().stream()
                                .map(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                                .collect(Collectors.joining(","))
                        + "#" + uri.getSentinelMasterId();
    }

    WritableGameStorage storage() {
        return storage;
    }

    SharedPlaybacks playbacks() {
        return playbacks;
    }

    @Override
    public void close() {
        playbacks.close();
        storage.close();
        shutDown(client, resources);
    }

    private static void shutDown(RedisClient client, ClientResources resources) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
