package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The time of the server in Redis that all nodes ask, as well as this one can tell. Never goes back. Thread-safe. */
final class RedisClock {
    private static final Logger LOG = LoggerFactory.getLogger(RedisClock.class);
    private static final long SECOND = 1_000_000_000L;

    /** Servers tell whole microseconds. */
    private static final long GRAIN = 999;

    /** How often it is asked before it is believed for the first time: the first answers are slow. */
    private static final int FIRST = 5;

    private final Asking asking;
    private final byte[] key;
    private final Ticker ticker;
    private final long origin;
    private final AtomicBoolean asked = new AtomicBoolean();

    // Guarded by this.
    private final ClockEstimate estimate = new ClockEstimate();
    private @Nullable SlewedClock clock;

    RedisClock(Asking asking, byte[] key, Ticker ticker) {
        this.asking = asking;
        this.key = key;
        this.ticker = ticker;
        origin = ticker.nanos();
    }

    /**
     * Asks for the first time. Blocks.
     *
     * @throws StorageUnavailableException if there is no answer
     */
    void begin() {
        Exception silence = null;
        for (int i = 0; i < FIRST; i++) {
            try {
                sample().toCompletableFuture().get(2 * asking.timeoutNanos(), TimeUnit.NANOSECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // The first one may have to wait for a connection.
                silence = e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageUnavailableException("interrupted while waiting for Redis", e);
            }
        }
        if (silence != null && !isKnown()) {
            throw new StorageUnavailableException("Redis does not tell the time: " + silence.getMessage(), silence);
        }
        synchronized (this) {
            clock = new SlewedClock(local(), estimate.offset());
        }
    }

    /** Asks once more, without waiting. */
    void ask() {
        if (asked.compareAndSet(false, true)) {
            sample().whenComplete((done, failure) -> {
                asked.set(false);
                if (failure != null) {
                    LOG.debug("the time could not be asked for", failure);
                }
            });
        }
    }

    /** The time. */
    synchronized Instant now() {
        long nanos = running().read(local(), estimate.offset());
        return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
    }

    /** By how much that may be wrong. */
    synchronized Duration error() {
        return Duration.ofNanos(estimate.error(local()) + Math.abs(running().wrongBy(estimate.offset())));
    }

    private synchronized boolean isKnown() {
        return estimate.isKnown();
    }

    private SlewedClock running() {
        SlewedClock running = clock;
        if (running == null) {
            throw new IllegalStateException("the clock has not begun");
        }
        return running;
    }

    private CompletionStage<Void> sample() {
        long sent = local();
        return asking.script("the time can't be asked for", Script.TIME, key).thenAccept(reply -> take(sent, reply));
    }

    private synchronized void take(long sent, List<byte[]> reply) {
        long told = number(reply.get(0)) * SECOND + number(reply.get(1)) * 1_000;
        long received = local();
        long before = estimate.isKnown() ? estimate.offset() : 0;
        if (!estimate.sample(sent - GRAIN, received, told)) {
            LOG.warn(
                    "the clock of Redis is {} ms ahead of what it was: another server has taken over, or it was set",
                    (estimate.offset() - before) / 1e6);
        }
    }

    private long local() {
        return ticker.nanos() - origin;
    }

    private static long number(byte[] digits) {
        return Long.parseLong(new String(digits, US_ASCII));
    }
}
