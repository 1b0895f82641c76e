package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.RecordingClosedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recordings that are in use, one tape for each, and what keeps them up to date: a bell that rings when something was added, and a
 * look once a period in case that it wasn't heard. Holds the connections until the storage and all that is open in it are closed.
 * Thread-safe.
 */
final class Tapes {
    private static final class Shared {
        final Tape tape;
        int users;

        Shared(Tape tape) {
            this.tape = tape;
        }
    }

    private final class Bells extends RedisPubSubAdapter<byte[], byte[]> {
        @Override
        public void message(byte[] channel, byte[] message) {
            ring(channel);
        }

        @Override
        public void subscribed(byte[] channel, long count) {
            // Perhaps once more, after the connection was lost: nothing was heard meanwhile.
            ring(channel);
        }

        private void ring(byte[] channel) {
            Tape tape = audible.get(new String(channel, US_ASCII));
            if (tape != null) {
                tape.ring();
            }
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Tapes.class);

    private final Calls calls;
    private final Map<String, Tape> audible = new ConcurrentHashMap<>(); // by channel
    private final Set<String> subscribed = ConcurrentHashMap.newKeySet();
    private final Future<?> looking;

    // Guarded by this.
    private final Map<String, Shared> tapes = new HashMap<>(); // by stream
    private int users = 1; // the storage itself
    private boolean storageClosed;

    Tapes(Calls calls, ScheduledExecutorService executor, Duration period) {
        this.calls = calls;
        StatefulRedisPubSubConnection<byte[], byte[]> bells = calls.link().bells();
        if (bells != null) {
            bells.addListener(new Bells());
        }
        long nanos = TimeUnit.NANOSECONDS.convert(period);
        looking = executor.scheduleWithFixedDelay(this::lookAtAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** The tape of what was found in Redis; to be {@linkplain #release released}. */
    Tape acquire(Keys keys, Meta meta) {
        Tape tape;
        synchronized (this) {
            if (storageClosed) {
                throw new RecordingClosedException("the storage is closed");
            }
            Shared shared = tapes.computeIfAbsent(
                    keys.stream(meta.incarnation()), key -> new Shared(new Tape(calls, keys, meta)));
            shared.users++;
            users++;
            tape = shared.tape;
            if (shared.users == 1 && !meta.extent().ended()) {
                subscribe(tape);
            }
        }
        tape.found(meta);
        return tape;
    }

    void release(Tape tape) {
        boolean last;
        synchronized (this) {
            Shared shared = tapes.get(tape.stream());
            if (shared != null && --shared.users == 0) {
                tapes.remove(tape.stream());
                unsubscribe(tape);
            }
            last = --users == 0;
        }
        if (last) {
            closeAll();
        }
    }

    synchronized boolean isStorageClosed() {
        return storageClosed;
    }

    /** What is open stays usable. */
    void closeStorage() {
        boolean last;
        synchronized (this) {
            if (storageClosed) {
                return;
            }
            storageClosed = true;
            last = --users == 0;
        }
        if (last) {
            closeAll();
        }
    }

    private void lookAtAll() {
        List<Tape> all;
        synchronized (this) {
            all = tapes.values().stream().map(shared -> shared.tape).toList();
        }
        all.forEach(Tape::ring);
        audible.keySet().forEach(this::subscribe);
    }

    private void closeAll() {
        looking.cancel(false);
        calls.close();
    }

    private void subscribe(Tape tape) {
        String channel = tape.keys().channel();
        // The newest incarnation hears; one that was deleted has nothing more to hear.
        audible.put(channel, tape);
        subscribe(channel);
    }

    private void subscribe(String channel) {
        StatefulRedisPubSubConnection<byte[], byte[]> bells = calls.link().bells();
        // While it is not connected, Lettuce would keep the command in memory.
        if (bells != null && bells.isOpen() && subscribed.add(channel)) {
            sent(() -> bells.async().subscribe(Keys.bytes(channel))).whenComplete((done, failure) -> {
                if (failure != null) {
                    subscribed.remove(channel);
                    LOG.debug("channel {} can't be heard, growth is seen by looking until it can", channel, failure);
                }
            });
        }
    }

    private void unsubscribe(Tape tape) {
        String channel = tape.keys().channel();
        StatefulRedisPubSubConnection<byte[], byte[]> bells = calls.link().bells();
        if (audible.remove(channel, tape) && subscribed.remove(channel) && bells != null) {
            sent(() -> bells.async().unsubscribe(Keys.bytes(channel))).whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.debug("channel {} is still heard, in vain", channel, failure);
                }
            });
        }
    }

    /** A client that rejects commands may do so at once. */
    private static CompletionStage<Void> sent(Supplier<CompletionStage<Void>> command) {
        try {
            return command.get();
        } catch (RedisException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
