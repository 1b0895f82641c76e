package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event that is about to be recorded: a {@link GameEvent} without an index.
 *
 * @param timeNanos match time in nanoseconds, 0 to {@link MatchTime#MAX_NANOS}; cut to whole microseconds
 * @param kind the sport's name of the event, not empty, at most 64 characters
 * @param mark the name of a place to seek to ({@code "set"}), if the event is one
 * @param data the payload
 */
public record EventDraft(
        long timeNanos, String kind, @Nullable String mark, Payload data) {
    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if the time is out of range, or kind or mark is empty or too long
     */
    public EventDraft {
        timeNanos = GameEvent.requireTime(timeNanos);
        GameEvent.requireName(kind, "kind");
        if (mark != null) {
            GameEvent.requireName(mark, "mark");
        }
        requireNonNull(data, "data");
    }

    /** An event without a mark. */
    public static EventDraft of(Duration time, String kind, Payload data) {
        return new EventDraft(time.toNanos(), kind, null, data);
    }
}
