package dev.rallycast;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * States of a recording's tracks at places along the way, so that a seek folds the events from the nearest one and not all
 * of them. Thread-safe. When the budget is used up, every second one is dropped and the distance doubles, so that the cost
 * of a seek grows with the recording only where memory is too small for it.
 */
final class Keyframes {
    /** The memory for keyframes of all recordings, in bytes of encoded state. */
    static final class Budget {
        private final long limit;
        private final AtomicLong used = new AtomicLong();

        Budget(long limit) {
            this.limit = limit;
        }

        long used() {
            return used.get();
        }
    }

    private static final long FIRST_DISTANCE = 256;

    private record Keyframe(TrackFold fold, long bytes) {}

    private final Budget budget;
    private final TreeMap<Long, Keyframe> byNext = new TreeMap<>();
    private long distance = FIRST_DISTANCE;
    private boolean closed;

    Keyframes(Budget budget) {
        this.budget = budget;
    }

    /** Whether a keyframe before the event {@code next} is wanted. */
    synchronized boolean wants(long next) {
        return !closed && next > 0 && next % distance == 0 && !byNext.containsKey(next);
    }

    /** Keeps a copy of the states after the event before {@code next}. */
    synchronized void offer(long next, TrackFold fold) {
        if (!wants(next)) {
            return;
        }
        TrackFold copy = fold.copy();
        long bytes = copy.encoded().values().stream()
                .mapToLong(payload -> payload.size() + 64L)
                .sum();
        byNext.put(next, new Keyframe(copy, bytes));
        budget.used.addAndGet(bytes);
        while (budget.used.get() > budget.limit && !byNext.isEmpty()) {
            thin();
        }
    }

    /** The last keyframe at or before {@code next}: its place and a copy of its states, or null. */
    synchronized Map.@Nullable Entry<Long, TrackFold> nearest(long next) {
        Map.Entry<Long, Keyframe> entry = byNext.floorEntry(next);
        return entry == null
                ? null
                : Map.entry(entry.getKey(), entry.getValue().fold().copy());
    }

    /** Forgets all of them and keeps no more: whoever is still folding gives nothing back to the budget. */
    synchronized void close() {
        closed = true;
        byNext.values().forEach(keyframe -> budget.used.addAndGet(-keyframe.bytes()));
        byNext.clear();
    }

    private void thin() {
        distance *= 2;
        byNext.entrySet().removeIf(entry -> {
            boolean drop = entry.getKey() % distance != 0;
            if (drop) {
                budget.used.addAndGet(-entry.getValue().bytes());
            }
            return drop;
        });
    }
}
