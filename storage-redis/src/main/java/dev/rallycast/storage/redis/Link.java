package dev.rallycast.storage.redis;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A storage's connections to Redis, whatever it is: one server, one behind sentinels, or a cluster. Thread-safe. */
interface Link {
    /**
     * One connection to one server.
     *
     * @param commands goes to that server
     * @param breaks how often the connection was lost so far. Lettuce connects anew by itself, and sends again what was not
     *     answered; a {@code WAIT} on a new connection waits for nothing
     */
    record Server(RedisClusterAsyncCommands<byte[], byte[]> commands, LongSupplier breaks) {}

    /** Goes to where the keys are. */
    RedisClusterAsyncCommands<byte[], byte[]> commands();

    /** The server that takes writes to a key, to write and then wait on one connection. */
    CompletionStage<Server> server(byte[] key);

    /** A connection to subscribe on; null if there is none. */
    @Nullable
    StatefulRedisPubSubConnection<byte[], byte[]> bells();

    /** Whether it makes sense to send something now. What is sent all the same waits in Lettuce's memory. */
    boolean isConnected();

    /** Looks who is who by now, after something failed. Doesn't wait. */
    void lookAround();

    /** The client's own threads, which never block. */
    ScheduledExecutorService executor();

    /** Closes what was opened, and nothing else. */
    void close();
}
