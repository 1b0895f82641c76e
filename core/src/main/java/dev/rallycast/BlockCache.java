package dev.rallycast;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that were used last, over all recordings, within a budget of bytes: memory follows what is being watched and
 * not how many watch it. Thread-safe.
 */
final class BlockCache {
    private record Key(Tape tape, long number) {}

    private final long budget;
    private final Map<Key, Block> blocks = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    BlockCache(long budget) {
        this.budget = budget;
    }

    synchronized @Nullable Block get(Tape tape, long number) {
        return blocks.get(new Key(tape, number));
    }

    synchronized void put(Tape tape, long number, Block block) {
        Block old = blocks.put(new Key(tape, number), block);
        bytes += block.bytes - (old == null ? 0 : old.bytes);
        Iterator<Block> eldest = blocks.values().iterator();
        // The newest stays, however large it is.
        while (bytes > budget && blocks.size() > 1) {
            bytes -= eldest.next().bytes;
            eldest.remove();
        }
    }

    synchronized void drop(Tape tape) {
        blocks.entrySet().removeIf(entry -> {
            boolean drop = entry.getKey().tape() == tape;
            if (drop) {
                bytes -= entry.getValue().bytes;
            }
            return drop;
        });
    }
}
