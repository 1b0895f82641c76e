package dev.rallycast.storage.redis;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import dev.rallycast.time.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys under which this node has playbacks, and who is called when one may have changed: one of them when its bell rang, all of
 * them when bells may have been missed. Thread-safe.
 */
final class KnownPlaybacks implements BellConnection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(KnownPlaybacks.class);

    private final Ticker ticker;
    private final long leaseNanos;
    private final List<SharedPlaybacks.Doorbell> called = new CopyOnWriteArrayList<>();
    private final Map<SchedulerKey, Long> heldAt = new ConcurrentHashMap<>();

    KnownPlaybacks(Ticker ticker, long leaseNanos) {
        this.ticker = ticker;
        this.leaseNanos = leaseNanos;
    }

    void subscribe(SharedPlaybacks.Doorbell bell) {
        called.add(bell);
    }

    void unsubscribe(SharedPlaybacks.Doorbell bell) {
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
    public void rang(SchedulerKey key, @Nullable Shared news) {
        for (SharedPlaybacks.Doorbell bell : called) {
            try {
                bell.rang(key, news);
            } catch (RuntimeException e) {
                LOG.error("a doorbell threw", e);
            }
        }
    }

    @Override
    public void hears() {
        heldAt.keySet().forEach(key -> rang(key, null));
    }
}
