package dev.rallycast;

import dev.rallycast.model.GameEvent;
import java.util.List;

/** A run of events that was read in one go: the unit of reading ahead and of caching. Immutable. */
final class Block {
    /** How many events a block holds; fewer only at the edge of a recording. */
    static final int SIZE = 64;

    private static final int OVERHEAD_PER_EVENT = 96;

    final long first;
    final List<GameEvent> events;
    final long bytes;

    Block(long first, List<GameEvent> events) {
        this.first = first;
        this.events = List.copyOf(events);
        long sum = 0;
        for (GameEvent event : events) {
            sum += event.data().size() + OVERHEAD_PER_EVENT;
        }
        bytes = sum;
    }

    /** The number of the block that holds an event. */
    static long numberOf(long index) {
        return index / SIZE;
    }

    /** The index behind the last event. */
    long end() {
        return first + events.size();
    }

    boolean holds(long index) {
        return index >= first && index < end();
    }

    GameEvent event(long index) {
        return events.get((int) (index - first));
    }
}
