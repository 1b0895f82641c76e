package dev.rallycast;

import dev.rallycast.model.MatchTime;

/** Event k at k times a delay. */
final class FixedTimeline extends Timeline {
    private final long delay;

    FixedTimeline(Tape tape, long delay) {
        super(tape);
        this.delay = delay;
    }

    @Override
    long[] timesAtHand(Block block) {
        return times(block);
    }

    @Override
    long[] times(Block block) {
        long[] times = new long[block.events.size()];
        for (int i = 0; i < times.length; i++) {
            long index = block.first + i;
            times[i] = index > MatchTime.MAX_NANOS / delay ? MatchTime.MAX_NANOS : index * delay;
        }
        return times;
    }

    @Override
    long indexAt(long time) {
        return (time + delay - 1) / delay;
    }
}
