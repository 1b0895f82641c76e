package dev.rallycast;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Pacing;
import dev.rallycast.spi.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * An open recording, shared by all its playbacks: its cached blocks, its timelines and its keyframes. Thread-safe. Only
 * what is said to block does.
 */
final class Tape {
    private final Recording recording;
    private final BlockCache cache;
    private final Keyframes keyframes;
    private final Map<Pacing, Timeline> timelines = new ConcurrentHashMap<>();
    private final List<Runnable> growthListeners = new CopyOnWriteArrayList<>();
    private final Runnable stopListening;
    private final Object loading = new Object();

    Tape(Recording recording, BlockCache cache, Keyframes.Budget keyframeBudget) {
        this.recording = recording;
        this.cache = cache;
        keyframes = new Keyframes(keyframeBudget);
        stopListening = recording.onGrowth(() -> growthListeners.forEach(Runnable::run));
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
        return timelines.computeIfAbsent(pacing, p -> Timeline.of(this, p));
    }

    void addGrowthListener(Runnable listener) {
        growthListeners.add(listener);
    }

    void removeGrowthListener(Runnable listener) {
        growthListeners.remove(listener);
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
        stopListening.run();
        cache.drop(this);
        keyframes.clear();
        recording.close();
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
