package dev.rallycast;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The recorded times with every gap cut to a cap. How much was cut before an event depends on all gaps before it, so what
 * was cut before each block is kept once it is known: 16 bytes for 64 events.
 */
final class CappedTimeline extends Timeline {
    private final long cap;
    /** What is cut before block b, in nanoseconds. */
    private volatile long[] cutBefore = new long[16];
    /** The recorded time of the last event before block b. */
    private volatile long[] timeBefore = new long[16];
    /** How many blocks the two arrays cover; block 0 has nothing before it. */
    private volatile int known = 1;

    CappedTimeline(Tape tape, long cap) {
        super(tape);
        this.cap = cap;
    }

    // Without the lock, which another thread may hold while it reads: what lies below known never changes.
    @Override
    long @Nullable [] timesAtHand(Block block) {
        int number = (int) Block.numberOf(block.first);
        return number < known ? times(block, number) : null;
    }

    @Override
    synchronized long[] times(Block block) {
        int number = (int) Block.numberOf(block.first);
        learn(number);
        return times(block, number);
    }

    @Override
    synchronized long indexAt(long time) {
        long size = tape.extent().size();
        int blocks = (int) Block.numberOf(size + Block.SIZE - 1);
        // On until a block is known that begins at or after the time, or there are no more.
        while (known < blocks && startOf(known - 1) < time) {
            learn(known);
        }
        int low = 0;
        int high = Math.min(known, blocks) - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (startOf(middle) < time) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        for (int number = low; number < blocks; number++) {
            learn(number);
            Block block = tape.load(number);
            long[] times = times(block, number);
            for (int i = 0; i < times.length; i++) {
                if (times[i] >= time) {
                    return block.first + i;
                }
            }
        }
        return size;
    }

    /** The match time of the last event before a block. */
    private long startOf(int number) {
        return timeBefore[number] - cutBefore[number];
    }

    private void learn(int number) {
        while (known <= number) {
            int next = known;
            Block before = tape.peek(next - 1L);
            if (before.events.size() < Block.SIZE) {
                throw new IllegalStateException("block " + (next - 1) + " is not complete");
            }
            if (next == cutBefore.length) {
                cutBefore = Arrays.copyOf(cutBefore, 2 * next);
                timeBefore = Arrays.copyOf(timeBefore, 2 * next);
            }
            long[] times = times(before, next - 1);
            long recorded = before.events.get(Block.SIZE - 1).timeNanos();
            timeBefore[next] = recorded;
            cutBefore[next] = recorded - times[Block.SIZE - 1];
            known = next + 1;
        }
    }

    private long[] times(Block block, int number) {
        long[] times = new long[block.events.size()];
        long previous = timeBefore[number];
        long cut = cutBefore[number];
        for (int i = 0; i < times.length; i++) {
            long recorded = block.events.get(i).timeNanos();
            cut += Math.max(0, recorded - previous - cap);
            times[i] = recorded - cut;
            previous = recorded;
        }
        return times;
    }
}
