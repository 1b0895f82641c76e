package dev.rallycast.model;

/**
 * A place in a recording: the playhead's match time and the first event that is not yet out.
 *
 * @param timeNanos match time in nanoseconds, not negative
 * @param next the index of the first event not yet out, 0 to the recording's size
 */
public record Position(long timeNanos, long next) {
    /** Before everything. */
    public static final Position START = new Position(0, 0);

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Position {
        if (timeNanos < 0 || next < 0) {
            throw new IllegalArgumentException("position (" + timeNanos + " ns, " + next + ") is negative");
        }
    }

    /** The last event that is out, −1 before the first. */
    public long index() {
        return next - 1;
    }
}
