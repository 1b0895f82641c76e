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
     * A share of the match time of all events that are recorded so far.
     *
     * @param millionths millionths of a percent, 0 to {@link #WHOLE}
     */
    record ToPercent(long millionths) implements Target {
        /** All of it: 100 percent. */
        public static final long WHOLE = 100_000_000;

        /** Cuts what is out of range. */
        public ToPercent {
            millionths = Math.max(0, Math.min(WHOLE, millionths));
        }

        /** The share of a match time in nanoseconds, rounded down to whole microseconds. */
        public long of(long durationNanos) {
            // Split, because the product overflows after half a minute.
            long share = durationNanos / WHOLE * millionths + durationNanos % WHOLE * millionths / WHOLE;
            return MatchTime.floorToMicros(share);
        }
    }

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
