package dev.rallycast.storage.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.atomic.AtomicLong;

/** Counts how often a connection was lost; it is counted before the next one is made. */
final class Breaks implements RedisConnectionStateListener {
    private final AtomicLong count = new AtomicLong();

    private Breaks() {}

    static Link.Server watch(StatefulRedisConnection<byte[], byte[]> connection) {
        Breaks breaks = new Breaks();
        connection.addListener(breaks);
        return new Link.Server(connection.async(), breaks.count::get);
    }

    @Override
    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
        count.incrementAndGet();
    }
}
