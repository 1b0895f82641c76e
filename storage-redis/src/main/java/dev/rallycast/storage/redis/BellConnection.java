package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of what other nodes changed, on one connection for all playbacks. A connection can stay open and silent, so this node calls
 * itself from time to time; if it does not hear itself, the connection is replaced. Thread-safe.
 */
final class BellConnection {
    /** Whom it tells. */
    interface Listener extends SharedPlaybacks.Doorbell {
        /** It hears from now on, and may have missed something before. */
        void hears();
    }

    private static final Logger LOG = LoggerFactory.getLogger(BellConnection.class);

    private final Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> connecting;
    private final Asking asking;
    private final PlaybackKeys keys;
    private final String node;
    private final byte[] ownChannel;
    private final Listener listener;
    private final Ticker ticker;
    private final long patienceNanos;
    /** Two processes of one name hear each other. */
    private final String self = UUID.randomUUID().toString();

    // Guarded by this.
    private @Nullable StatefulRedisPubSubConnection<byte[], byte[]> connection;
    private boolean replacing;
    private boolean closed;
    private boolean called;
    private long calledAt;
    private boolean silent;
    private boolean twins;

    /**
     * A doorbell that is not yet connected.
     *
     * @param connecting makes a connection; blocks
     * @param patienceNanos after how long without hearing itself it takes the connection for broken
     */
    BellConnection(
            Supplier<StatefulRedisPubSubConnection<byte[], byte[]>> connecting,
            Asking asking,
            PlaybackKeys keys,
            String node,
            Listener listener,
            Ticker ticker,
            long patienceNanos) {
        this.connecting = connecting;
        this.asking = asking;
        this.keys = keys;
        this.node = node;
        ownChannel = PlaybackKeys.bytes(keys.channel(node));
        this.listener = listener;
        this.ticker = ticker;
        this.patienceNanos = patienceNanos;
    }

    /** Connects. Blocks. */
    void begin() {
        synchronized (this) {
            replacing = true;
        }
        replace();
    }

    /** To be called once a period: calls itself, and looks whether it has heard the call before. */
    void probe() {
        boolean broken;
        synchronized (this) {
            if (closed || replacing || !asking.isConnected()) {
                return;
            }
            if (connection != null && called && ticker.nanos() - calledAt < patienceNanos) {
                return;
            }
            broken = connection == null || called;
            if (broken) {
                if (connection != null && !silent) {
                    silent = true;
                    LOG.warn("nothing is heard of other nodes' changes: the connection is replaced");
                }
                replacing = true;
                called = false;
            } else {
                called = true;
                calledAt = ticker.nanos();
            }
        }
        if (broken) {
            // Lettuce's own threads must not wait for a connection.
            Thread thread = new Thread(this::replace, "rallycast-redis-doorbell");
            thread.setDaemon(true);
            thread.start();
        } else {
            call();
        }
    }

    void close() {
        StatefulRedisPubSubConnection<byte[], byte[]> last;
        synchronized (this) {
            closed = true;
            last = connection;
            connection = null;
        }
        if (last != null) {
            last.close();
        }
    }

    private void call() {
        asking.call("this node can't call itself", commands -> commands.publish(ownChannel, self.getBytes(US_ASCII)))
                .whenComplete((receivers, failure) -> {
                    if (failure != null) {
                        // Which says nothing of the other connection.
                        uncalled();
                    }
                });
    }

    private synchronized void uncalled() {
        called = false;
    }

    private void replace() {
        StatefulRedisPubSubConnection<byte[], byte[]> before;
        synchronized (this) {
            before = connection;
            connection = null;
        }
        if (before != null) {
            var unused = before.closeAsync();
        }
        StatefulRedisPubSubConnection<byte[], byte[]> fresh = null;
        try {
            fresh = connecting.get();
            fresh.addListener(new Ear(fresh));
            fresh.async()
                    .subscribe(ownChannel, PlaybackKeys.bytes(keys.channel()))
                    .whenComplete((done, failure) -> {
                        if (failure != null) {
                            LOG.debug("the channels can't be heard yet", failure);
                        }
                    });
        } catch (RedisException | IllegalStateException e) {
            // The latter from a client that is being shut down.
            LOG.debug("no connection to hear of other nodes' changes", e);
        }
        boolean late;
        synchronized (this) {
            replacing = false;
            late = closed;
            if (!late) {
                connection = fresh;
            }
        }
        if (late && fresh != null) {
            fresh.close();
        }
    }

    private synchronized boolean isCurrent(StatefulRedisPubSubConnection<byte[], byte[]> one) {
        return !closed && (replacing || one.equals(connection));
    }

    private void heardItself(String message) {
        boolean again;
        boolean twin = false;
        synchronized (this) {
            again = silent;
            if (message.equals(self)) {
                called = false;
                silent = false;
            } else {
                twin = !twins;
                twins = true;
            }
        }
        if (twin) {
            LOG.error("another process calls itself node {}, too: each needs a name of its own", node);
        } else if (again) {
            LOG.info("other nodes' changes are heard again");
        }
    }

    private void heard(byte[] channel, byte[] message) {
        if (Arrays.equals(channel, ownChannel)) {
            heardItself(new String(message, US_ASCII));
            return;
        }
        Bell.decode(message)
                .ifPresentOrElse(
                        bell -> {
                            if (!bell.node().equals(node)) {
                                listener.rang(bell.key(), bell.news());
                            }
                        },
                        () -> LOG.debug("a message that is none"));
    }

    /** What comes on a connection. */
    private final class Ear extends RedisPubSubAdapter<byte[], byte[]> {
        private final StatefulRedisPubSubConnection<byte[], byte[]> connection;
        private final String bell = keys.channel();

        Ear(StatefulRedisPubSubConnection<byte[], byte[]> connection) {
            this.connection = connection;
        }

        @Override
        public void message(byte[] channel, byte[] message) {
            if (isCurrent(connection)) {
                quietly(() -> heard(channel, message));
            }
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            // Once more, too, after Lettuce has connected again.
            if (isCurrent(connection) && bell.equals(new String(channel, US_ASCII))) {
                quietly(listener::hears);
            }
        }

        /** Lettuce would take an exception for one of its own. */
        private void quietly(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a listener of shared playbacks threw", e);
            }
        }
    }
}
