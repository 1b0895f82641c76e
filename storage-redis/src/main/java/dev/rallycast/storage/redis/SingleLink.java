package dev.rallycast.storage.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server that is written to, perhaps found by sentinels. */
final class SingleLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(SingleLink.class);

    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Server writes;
    private final @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells;
    private final List<AutoCloseable> opened;

    private SingleLink(
            StatefulRedisConnection<byte[], byte[]> connection,
            StatefulRedisConnection<byte[], byte[]> writes,
            @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells,
            List<AutoCloseable> opened) {
        this.connection = connection;
        this.writes = Breaks.watch(writes);
        this.bells = bells;
        this.opened = opened;
    }

    /**
     * Connections of the user's client.
     *
     * @param waits whether writes need a connection of their own, since a WAIT holds up what is behind it
     */
    static SingleLink of(RedisClient client, boolean waits) {
        return of(client, waits, true);
    }

    /** One connection of the user's client, with nothing to hear. */
    static SingleLink of(RedisClient client) {
        return of(client, false, false);
    }

    private static SingleLink of(RedisClient client, boolean waits, boolean hears) {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            opened.add(connection);
            StatefulRedisConnection<byte[], byte[]> writes = connection;
            if (waits) {
                writes = client.connect(ByteArrayCodec.INSTANCE);
                opened.add(writes);
            }
            StatefulRedisPubSubConnection<byte[], byte[]> bells = null;
            try {
                if (hears) {
                    bells = client.connectPubSub(ByteArrayCodec.INSTANCE);
                    opened.add(bells);
                }
            } catch (RedisException e) {
                LOG.warn("no connection to hear of growth: it is seen by looking only", e);
            }
            return new SingleLink(connection, writes, bells, opened);
        } catch (RedisException e) {
            closeAll(opened);
            throw e;
        }
    }

    /** A connection of the user's, who closes it. */
    static SingleLink of(StatefulRedisConnection<byte[], byte[]> connection) {
        return new SingleLink(connection, connection, null, List.of());
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return connection.async();
    }

    @Override
    public CompletionStage<Server> server(byte[] key) {
        return CompletableFuture.completedStage(writes);
    }

    @Override
    public @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells() {
        return bells;
    }

    @Override
    public boolean isConnected() {
        return connection.isOpen();
    }

    @Override
    public void lookAround() {
        // Lettuce does, when it connects anew.
    }

    @Override
    public ScheduledExecutorService executor() {
        return connection.getResources().eventExecutorGroup();
    }

    @Override
    public void close() {
        closeAll(opened);
    }

    static void closeAll(List<? extends AutoCloseable> opened) {
        for (AutoCloseable one : opened) {
            try {
                one.close();
            } catch (Exception e) {
                LOG.warn("a connection did not close cleanly", e);
            }
        }
    }
}
