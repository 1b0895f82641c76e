package dev.rallycast.storage.redis;

/**
 * A clock that follows another one without ever going back or leaping: what it is wrong by is made up for bit by bit, by running a
 * little faster or slower. All in nanoseconds. Not thread-safe.
 */
final class SlewedClock {
    /** How much faster or slower it runs: 1 in 200. */
    static final long GENTLE = 200;

    /** And if it is wrong by more than {@link #FAR}: 1 in 4. */
    static final long HASTY = 4;

    /** One second: more than two servers that are set by the network's time differ. */
    static final long FAR = 1_000_000_000;

    private long at;
    private long offset;
    private long last;

    /**
     * A clock that is right.
     *
     * @param at by the own clock
     * @param offset how far the one that is followed is ahead
     */
    SlewedClock(long at, long offset) {
        this.at = at;
        this.offset = offset;
        last = at + offset;
    }

    /**
     * The time.
     *
     * @param now by the own clock
     * @param target how far the one that is followed is ahead
     */
    long read(long now, long target) {
        long elapsed = now - at;
        long wrong = target - offset;
        long most = elapsed / (Math.abs(wrong) > FAR ? HASTY : GENTLE);
        // Moments that are too short for a step are collected.
        if (most > 0) {
            offset += Math.max(-most, Math.min(most, wrong));
            at = now;
        }
        last = Math.max(last, now + offset);
        return last;
    }

    /** What is still to be made up for. */
    long wrongBy(long target) {
        return target - offset;
    }
}
