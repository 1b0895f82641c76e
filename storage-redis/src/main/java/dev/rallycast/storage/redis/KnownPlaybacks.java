package dev.rallycast.storage.redis;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.time.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys under which this node has playbacks, and who is called when one may have changed: one of them when its bell rang, all of
 * them when bells may have been missed. Thread-safe.
 */
final class KnownPlaybacks implements Doorbell.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(KnownPlaybacks.class);

    private final Ticker ticker;
    private final long leaseNanos;
    private final List<Consumer<SchedulerKey>> called = new CopyOnWriteArrayList<>();
    private final Map<SchedulerKey, Long> heldAt = new ConcurrentHashMap<>();

    KnownPlaybacks(Ticker ticker, long leaseNanos) {
        this.ticker = ticker;
        this.leaseNanos = leaseNanos;
    }

    void subscribe(Consumer<SchedulerKey> bell) {
        called.add(bell);
    }

    void unsubscribe(Consumer<SchedulerKey> bell) {
        called.remove(bell);
    }

    void add(SchedulerKey key) {
        heldAt.put(key, ticker.nanos());
    }

    void remove(SchedulerKey key) {
        heldAt.remove(key);
    }

    /** What is not held any more is of no interest. */
    void forgetOld() {
        long now = ticker.nanos();
        heldAt.values().removeIf(at -> now - at > leaseNanos);
    }

    @Override
    public void rang(SchedulerKey key) {
        for (Consumer<SchedulerKey> bell : called) {
            try {
                bell.accept(key);
            } catch (RuntimeException e) {
                LOG.error("a doorbell threw", e);
            }
        }
    }

    @Override
    public void hears() {
        heldAt.keySet().forEach(this::rang);
    }
}
