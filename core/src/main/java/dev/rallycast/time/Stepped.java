package dev.rallycast.time;

/**
 * Work that a {@link VirtualClock} turns in place of a thread. Called by one thread at a time, with the clock standing
 * still.
 */
public interface Stepped {
    /** {@link #nanosToNext()} of work that waits for nothing. */
    long NEVER = Long.MAX_VALUE;

    /** Does what is due now and returns how much that was; 0 when there was nothing to do. */
    int step();

    /** Nanoseconds until something is due, 0 or less if something is due now, {@link #NEVER} if nothing is waited for. */
    long nanosToNext();
}
