package dev.rallycast;

import dev.rallycast.model.GameEvent;

/** A block of events and their match times under a pacing. Immutable. */
final class PacedBlock {
    final Block block;
    private final long[] times;

    PacedBlock(Block block, long[] times) {
        this.block = block;
        this.times = times;
    }

    /** Match time of an event in nanoseconds. */
    long time(long index) {
        return times[(int) (index - block.first)];
    }

    /** The event as it was recorded, which is what tracks fold. */
    GameEvent recorded(long index) {
        return block.event(index);
    }

    /** The event at its match time, which is what clients get. */
    GameEvent paced(long index) {
        return block.event(index).at(time(index));
    }
}
