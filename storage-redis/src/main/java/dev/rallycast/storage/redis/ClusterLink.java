package dev.rallycast.storage.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.ConnectionIntent;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cluster. */
final class ClusterLink implements Link {
    private record Watched(StatefulRedisConnection<byte[], byte[]> connection, Server server) {}

    private static final Logger LOG = LoggerFactory.getLogger(ClusterLink.class);

    private final RedisClusterClient client;
    private final StatefulRedisClusterConnection<byte[], byte[]> connection;
    private final @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells;
    private final List<AutoCloseable> opened;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Watched> servers = new ConcurrentHashMap<>(); // by node id

    private ClusterLink(
            RedisClusterClient client,
            StatefulRedisClusterConnection<byte[], byte[]> connection,
            @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells,
            List<AutoCloseable> opened) {
        this.client = client;
        this.connection = connection;
        this.bells = bells;
        this.opened = opened;
    }

    static ClusterLink of(RedisClusterClient client) {
        return of(client, true);
    }

    /** Connections with nothing to hear. */
    static ClusterLink quiet(RedisClusterClient client) {
        return of(client, false);
    }

    private static ClusterLink of(RedisClusterClient client, boolean hears) {
        List<AutoCloseable> opened = new ArrayList<>();
        StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
        opened.add(connection);
        StatefulRedisPubSubConnection<byte[], byte[]> bells = null;
        try {
            if (hears) {
                bells = client.connectPubSub(ByteArrayCodec.INSTANCE);
                opened.add(bells);
            }
        } catch (RedisException e) {
            LOG.warn("no connection to hear of growth: it is seen by looking only", e);
        }
        return new ClusterLink(client, connection, bells, opened);
    }

    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> commands() {
        return connection.async();
    }

    @Override
    public CompletionStage<Server> server(byte[] key) {
        // Of its own for writes that wait: commands that are routed by their keys have other connections.
        RedisClusterNode node = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
        if (node == null) {
            return CompletableFuture.failedStage(new RedisException("no node has the slot " + SlotHash.getSlot(key)));
        }
        String id = node.getNodeId();
        return connection.getConnectionAsync(id, ConnectionIntent.WRITE).thenApply(found -> {
            Watched watched = servers.compute(
                    id,
                    (same, known) -> known != null && known.connection().equals(found)
                            ? known
                            : new Watched(found, Breaks.watch(found)));
            return watched.server();
        });
    }

    @Override
    public @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells() {
        return bells;
    }

    @Override
    public boolean isConnected() {
        return true; // to some nodes
    }

    @Override
    public void lookAround() {
        if (looking.compareAndSet(false, true)) {
            client.refreshPartitionsAsync().whenComplete((done, failure) -> {
                looking.set(false);
                if (failure != null) {
                    LOG.debug("the cluster's topology can't be read", failure);
                }
            });
        }
    }

    @Override
    public ScheduledExecutorService executor() {
        return connection.getResources().eventExecutorGroup();
    }

    @Override
    public void close() {
        SingleLink.closeAll(opened);
    }
}
