package dev.rallycast;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.Position;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Index to match time and back under a pacing. Thread-safe, shared by all playbacks of the recording with that pacing. All
 * but {@link #cached} and {@link #eventsAtHand} may block.
 */
abstract class Timeline {
    private static final int MAX_MARKERS = 10_000;

    final Tape tape;
    private final Object scanning = new Object();
    private final List<Frame.Marker> markers = new ArrayList<>();
    private long scanned;

    Timeline(Tape tape) {
        this.tape = tape;
    }

    static Timeline of(Tape tape, Pacing pacing) {
        if (pacing instanceof Pacing.Fixed fixed) {
            return new FixedTimeline(tape, fixed.delayNanos());
        }
        if (pacing instanceof Pacing.CappedGaps capped) {
            return new CappedTimeline(tape, capped.maxGapNanos());
        }
        return new RecordedTimeline(tape);
    }

    /** Match times of a block's events, or null if that takes reading. */
    abstract long @Nullable [] timesAtHand(Block block);

    /** Match times of a block's events. */
    abstract long[] times(Block block);

    /** The first event at or after a match time that lies within the recording. */
    abstract long indexAt(long time);

    /** The block and its times, if they are at hand. */
    final @Nullable PacedBlock cached(long number) {
        Block block = tape.cached(number);
        long[] times = block == null ? null : timesAtHand(block);
        return block == null || times == null ? null : new PacedBlock(block, times);
    }

    /** The block and its times. */
    final PacedBlock load(long number) {
        Block block = tape.load(number);
        return new PacedBlock(block, times(block));
    }

    /** Match time of an event that is there. */
    final long timeOf(long index) {
        return load(Block.numberOf(index)).time(index);
    }

    /** Match time of the last event, 0 if there is none. */
    final long duration() {
        return endOf(tape.extent().size());
    }

    /** The events {@code from} to {@code to} (exclusive) at their match times. */
    final List<GameEvent> events(long from, long to) {
        List<GameEvent> events = new ArrayList<>();
        for (long index = from; index < to; ) {
            PacedBlock block = load(Block.numberOf(index));
            long end = Math.min(to, block.block.end());
            if (end <= index) {
                throw new IllegalStateException(
                        "event " + index + " of game " + tape.game().id() + " can't be read");
            }
            for (; index < end; index++) {
                events.add(block.paced(index));
            }
        }
        return events;
    }

    /** The same, if all of them are at hand, otherwise null. Does not block. */
    final @Nullable List<GameEvent> eventsAtHand(long from, long to) {
        List<GameEvent> events = new ArrayList<>();
        for (long index = from; index < to; ) {
            PacedBlock block = cached(Block.numberOf(index));
            if (block == null || !block.block.holds(index)) {
                return null;
            }
            for (long end = Math.min(to, block.block.end()); index < end; index++) {
                events.add(block.paced(index));
            }
        }
        return events;
    }

    /**
     * Where a target lies; what is out of range clamps ("Position" in {@code docs/protocol.md}).
     *
     * @throws RefusedException if the target names a marker that no event carries
     */
    final Position resolve(Target target, Position current) {
        long size = tape.extent().size();
        if (target instanceof Target.ToIndex to) {
            long next = Math.max(0, Math.min(to.index(), size));
            return new Position(next == size ? endOf(size) : timeOf(next), next);
        }
        if (target instanceof Target.ToTime to) {
            return at(to.timeNanos(), size);
        }
        if (target instanceof Target.By by) {
            // Both are within MatchTime's range, so the sum does not overflow.
            return at(current.timeNanos() + by.nanos(), size);
        }
        if (target instanceof Target.ToPercent to) {
            return at(to.of(endOf(size)), size);
        }
        return marked((Target.ToMarker) target, current, size);
    }

    /** Behind everything that is due up to a match time, what is due at that very moment too. */
    final Position behind(long time) {
        long whole = Math.min(MatchTime.floorToMicros(time), MatchTime.MAX_NANOS - 1_000);
        Position behind = at(whole + 1_000, tape.extent().size());
        return new Position(Math.min(whole, behind.timeNanos()), behind.next());
    }

    /** Extent and markers, as clients who may seek are told. */
    final Frame.Timeline outline() {
        var extent = tape.extent();
        List<Frame.Marker> found = markersUpTo(extent.size());
        return new Frame.Timeline(extent.size(), endOf(extent.size()), found, !extent.ended());
    }

    private long endOf(long size) {
        return size == 0 ? 0 : timeOf(size - 1);
    }

    private Position at(long time, long size) {
        if (time <= 0) {
            return Position.START;
        }
        long end = endOf(size);
        return time > end ? new Position(end, size) : new Position(time, Math.min(size, indexAt(time)));
    }

    private Position marked(Target.ToMarker to, Position current, long size) {
        List<Frame.Marker> named = markersUpTo(size).stream()
                .filter(marker -> marker.mark().equals(to.mark()))
                .toList();
        if (named.isEmpty()) {
            throw new RefusedException(
                    ErrorCode.BAD_REQUEST, "no event of this recording is marked \"" + to.mark() + "\"");
        }
        long out =
                named.stream().filter(marker -> marker.index() < current.next()).count();
        long wanted = out + to.offset() - 1;
        if (wanted < 0) {
            return Position.START;
        }
        if (wanted >= named.size()) {
            return new Position(endOf(size), size);
        }
        Frame.Marker marker = named.get((int) wanted);
        return new Position(marker.timeNanos(), marker.index());
    }

    private List<Frame.Marker> markersUpTo(long size) {
        synchronized (scanning) {
            while (scanned < size && markers.size() < MAX_MARKERS) {
                Block block = tape.peek(Block.numberOf(scanned));
                if (!block.holds(scanned)) {
                    break;
                }
                PacedBlock paced = new PacedBlock(block, times(block));
                for (; scanned < block.end(); scanned++) {
                    String mark = block.event(scanned).mark();
                    if (mark != null && markers.size() < MAX_MARKERS) {
                        markers.add(new Frame.Marker(scanned, paced.time(scanned), mark));
                    }
                }
            }
            return List.copyOf(markers);
        }
    }
}
