package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * One recorded event.
 *
 * @param index its place in the recording, from 0
 * @param timeNanos match time in nanoseconds, whole microseconds, never below that of the event before it
 * @param kind the sport's name of the event
 * @param mark the name of a place to seek to, if the event is one
 * @param data the recorded payload, byte for byte
 */
public record GameEvent(
        long index, long timeNanos, String kind, @Nullable String mark, Payload data) {
    /** The greatest length of a kind or a mark. */
    public static final int MAX_NAME_LENGTH = 64;

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the index or the time is out of range, or kind or mark is empty or too long
     */
    public GameEvent {
        if (index < 0) {
            throw new IllegalArgumentException("index " + index + " is negative");
        }
        timeNanos = requireTime(timeNanos);
        requireName(kind, "kind");
        if (mark != null) {
            requireName(mark, "mark");
        }
        requireNonNull(data, "data");
    }

    /** The same event at another match time. */
    public GameEvent at(long otherTimeNanos) {
        return otherTimeNanos == timeNanos ? this : new GameEvent(index, otherTimeNanos, kind, mark, data);
    }

    static long requireTime(long timeNanos) {
        if (timeNanos < 0 || timeNanos > MatchTime.MAX_NANOS) {
            throw new IllegalArgumentException("time " + MatchTime.seconds(timeNanos)
                    + " s is out of range: expected 0 to " + MatchTime.seconds(MatchTime.MAX_NANOS) + " s");
        }
        return MatchTime.floorToMicros(timeNanos);
    }

    static void requireName(String name, String what) {
        requireNonNull(name, what);
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    what + " has " + name.length() + " characters: expected 1 to " + MAX_NAME_LENGTH);
        }
    }
}
