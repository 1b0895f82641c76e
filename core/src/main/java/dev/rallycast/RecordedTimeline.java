package dev.rallycast;

/** Match times as they were recorded. */
final class RecordedTimeline extends Timeline {
    RecordedTimeline(Tape tape) {
        super(tape);
    }

    @Override
    long[] timesAtHand(Block block) {
        return times(block);
    }

    @Override
    long[] times(Block block) {
        long[] times = new long[block.events.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = block.events.get(i).timeNanos();
        }
        return times;
    }

    @Override
    long indexAt(long time) {
        return tape.indexAt(time);
    }
}
