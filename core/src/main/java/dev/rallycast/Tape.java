package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Pacing;
import dev.rallycast.spi.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open recording, shared by all its playbacks: its cached blocks, its timelines and its keyframes. Thread-safe. Only
 * what is said to block does.
 */
final class Tape {
    private static final int MAX_TIMELINES = 32;

    private final Recording recording;
    private final BlockCache cache;
    private final Keyframes keyframes;
    /** Those used last: clients choose pacings freely, and whoever uses one has it, also when it is forgotten here. */
    private final Map<Pacing, Timeline> timelines = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pacing, Timeline> eldest) {
            return size() > MAX_TIMELINES;
        }
    };

    /** In the order in which they came; coming and going takes the same time however many there are. */
    private final Set<Runnable> growthListeners = new LinkedHashSet<>();

    private final Runnable stopListening;
    private final Object loading = new Object();

    Tape(Recording recording, BlockCache cache, Keyframes.Budget keyframeBudget) {
        this.recording = recording;
        this.cache = cache;
        keyframes = new Keyframes(keyframeBudget);
        stopListening = recording.onGrowth(this::grown);
    }

    Game game() {
        return recording.game();
    }

    String incarnation() {
        return recording.incarnation();
    }

    Recording.Extent extent() {
        return recording.extent();
    }

    Keyframes keyframes() {
        return keyframes;
    }

    Timeline timeline(Pacing pacing) {
        synchronized (timelines) {
            return timelines.computeIfAbsent(pacing, p -> Timeline.of(this, p));
        }
    }

    void addGrowthListener(Runnable listener) {
        synchronized (growthListeners) {
            growthListeners.add(listener);
        }
    }

    void removeGrowthListener(Runnable listener) {
        synchronized (growthListeners) {
            growthListeners.remove(listener);
        }
    }

    /** The block if it is at hand and as long as it can be by now. */
    @Nullable
    Block cached(long number) {
        Block block = cache.get(this, number);
        long first = number * Block.SIZE;
        return block == null || block.end() < Math.min(first + Block.SIZE, extent().size()) ? null : block;
    }

    /** The block, read if need be; empty behind the edge. Blocks. */
    Block load(long number) {
        Block block = cached(number);
        if (block == null) {
            // One reader at a time: of a crowd that wants the same block, one reads it.
            synchronized (loading) {
                block = cached(number);
                if (block == null) {
                    block = read(number);
                    cache.put(this, number, block);
                }
            }
        }
        return block;
    }

    /** The block, without room in the cache being made for it: for passing through. Blocks. */
    Block peek(long number) {
        Block block = cached(number);
        return block == null ? read(number) : block;
    }

    /** The first event at or after a recorded time. Blocks. */
    long indexAt(long timeNanos) {
        return recording.indexAt(timeNanos);
    }

    /** Blocks. */
    void close() {
        try {
            stopListening.run();
        } finally {
            cache.drop(this);
            keyframes.close();
            recording.close();
        }
    }

    private void grown() {
        List<Runnable> listeners;
        synchronized (growthListeners) {
            listeners = List.copyOf(growthListeners);
        }
        listeners.forEach(Runnable::run);
    }

    private Block read(long number) {
        long first = number * Block.SIZE;
        List<GameEvent> events = new ArrayList<>(Block.SIZE);
        while (events.size() < Block.SIZE) {
            List<GameEvent> more = recording.read(first + events.size(), Block.SIZE - events.size());
            if (more.isEmpty()) {
                break;
            }
            events.addAll(more);
        }
        return new Block(first, events);
    }
}
