package dev.rallycast.storage.file;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Which ordinals the lines of a checksummed recording have shown so far. Takes memory only for gaps. Not thread-safe. */
final class Ordinals {
    /** Farther from its place than this a line is taken for damaged, unless the next line says the same. */
    private static final int NEAR = 4096;

    private final TreeMap<Long, Long> gaps = new TreeMap<>(); // from its first to its last ordinal
    private long next;
    private long end;

    /** What a line should have that follows the one that was taken last. */
    long next() {
        return next;
    }

    /** One more than the greatest that was taken. */
    long end() {
        return end;
    }

    /** The ordinal that a checksum gives modulo 2^32; below 0 if it makes no sense. */
    long near(long modulo) {
        return next + (int) (modulo - next);
    }

    /** Whether chance would hardly put the checksum of a damaged line so close. */
    boolean isNear(long ordinal) {
        return ordinal >= 0 && Math.abs(ordinal - next) <= NEAR;
    }

    boolean isTaken(long ordinal) {
        return ordinal < end && gapOf(ordinal) == null;
    }

    /** Takes one that is not taken. */
    void take(long ordinal) {
        if (ordinal >= end) {
            if (ordinal > end) {
                gaps.put(end, ordinal - 1);
            }
            end = ordinal + 1;
        } else {
            fill(ordinal);
        }
        next = ordinal + 1;
    }

    /** Goes on behind one that is taken already. */
    void repeat(long ordinal) {
        next = ordinal + 1;
    }

    /** How many below the greatest were not taken. */
    long missing() {
        return gaps.entrySet().stream()
                .mapToLong(gap -> gap.getValue() - gap.getKey() + 1)
                .sum();
    }

    private void fill(long ordinal) {
        Map.Entry<Long, Long> gap = gapOf(ordinal);
        if (gap == null) {
            throw new IllegalArgumentException("ordinal " + ordinal + " is taken");
        }
        gaps.remove(gap.getKey());
        if (gap.getKey() < ordinal) {
            gaps.put(gap.getKey(), ordinal - 1);
        }
        if (gap.getValue() > ordinal) {
            gaps.put(ordinal + 1, gap.getValue());
        }
    }

    private Map.@Nullable Entry<Long, Long> gapOf(long ordinal) {
        Map.Entry<Long, Long> gap = gaps.floorEntry(ordinal);
        return gap != null && gap.getValue() >= ordinal ? gap : null;
    }
}
