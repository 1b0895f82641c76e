package dev.rallycast.storage.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A link that tells of breaks that it didn't have, and rejects commands as a client does that is not connected.
 *
 * @param rejected how many commands are still to be rejected
 */
record BreakingLink(Link link, LongSupplier breaks, AtomicInteger rejected) implements Link {
    @Override
    public RedisClusterAsyncCommands<byte[], byte[]> commands() {
        if (rejected.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new RedisException("rejected on purpose");
        }
        return link.commands();
    }

    @Override
    public CompletionStage<Server> server(byte[] key) {
        return link.server(key).thenApply(server -> new Server(server.commands(), breaks));
    }

    @Override
    public @Nullable StatefulRedisPubSubConnection<byte[], byte[]> bells() {
        return null;
    }

    @Override
    public boolean isConnected() {
        return link.isConnected();
    }

    @Override
    public void lookAround() {
        link.lookAround();
    }

    @Override
    public ScheduledExecutorService executor() {
        return link.executor();
    }

    @Override
    public void close() {
        link.close();
    }
}
