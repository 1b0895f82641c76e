package dev.rallycast;

/**
 * How much of a playback a session has got.
 *
 * @param epoch the epoch of the last event
 * @param index the last event, −1 before the first
 * @param trackOutputs how much of what lossless tracks said of that event, {@link #ALL} if nothing is missing
 */
record Seen(long epoch, long index, int trackOutputs) {
    static final int ALL = Integer.MAX_VALUE;
}
