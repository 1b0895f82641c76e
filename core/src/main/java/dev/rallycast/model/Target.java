package dev.rallycast.model;

/** Where to seek to; see "Position" in {@code docs/protocol.md}. What is out of range clamps. */
public sealed interface Target {
    /** An event: it is due at once when playing, and not shown while paused. */
    record ToIndex(long index) implements Target {}

    /** A match time in nanoseconds: the first event at or after it comes next. */
    record ToTime(long timeNanos) implements Target {}

    /** A distance in match time from where the playhead is, in nanoseconds. */
    record By(long nanos) implements Target {}

    /**
     * A marked event: with offset 1 the first one named {@code mark} that is not yet out, 2 the one after it; with 0
     * the last one that is out, −1 the one before it.
     */
    record ToMarker(String mark, int offset) implements Target {}

    /** Whether the target depends on where the playhead is. */
    default boolean isRelative() {
        return this instanceof By || this instanceof ToMarker;
    }
}
