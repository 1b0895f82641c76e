package dev.rallycast.storage.redis;

import org.jspecify.annotations.Nullable;

/**
 * What a node knows of another clock: by how much it is ahead of its own. A server that told its time did so between the moment at
 * which it was asked and the one at which the answer came, so the truth lies between two bounds, however unequal the two ways
 * were. What is asked later narrows them; meanwhile they move apart as clocks may drift. All in nanoseconds. Not thread-safe.
 */
final class ClockEstimate {
    /** By how much one clock may run faster than another: 200 ns a millisecond. */
    static final long DRIFT_PPM = 200;

    private static final long MILLION = 1_000_000;

    /** How far the other clock is ahead, at least and at most, as known at a moment of the own clock. */
    private record Bounds(long at, long least, long most) {
        /** What is left of them at a later moment. */
        Bounds widened(long now) {
            long drift = Math.max(0, now - at) / MILLION * DRIFT_PPM + DRIFT_PPM;
            return new Bounds(now, least - drift, most + drift);
        }
    }

    private @Nullable Bounds known;

    /** Whether anything is known. */
    boolean isKnown() {
        return known != null;
    }

    /**
     * Takes in an answer. One that contradicts what is known comes from another clock, as after a failover, or one that has been
     * set: then what was known is forgotten.
     *
     * @param asked by the own clock
     * @param answered by the own clock
     * @param told by the other clock
     * @return whether it fits what was known, if anything was
     */
    boolean sample(long asked, long answered, long told) {
        // Clocks drift on the way back, too.
        Bounds fresh = new Bounds(asked, told - answered, told - asked).widened(answered);
        Bounds before = known;
        if (before == null) {
            known = fresh;
            return true;
        }
        Bounds old = before.widened(answered);
        long least = Math.max(old.least(), fresh.least());
        long most = Math.min(old.most(), fresh.most());
        known = least <= most ? new Bounds(answered, least, most) : fresh;
        return least <= most;
    }

    /** How far the other clock is ahead: the middle. */
    long offset() {
        Bounds bounds = require();
        return bounds.least() + (bounds.most() - bounds.least()) / 2;
    }

    /** By how much that may be wrong at a moment of the own clock. */
    long error(long now) {
        Bounds bounds = require().widened(now);
        return (bounds.most() - bounds.least() + 1) / 2;
    }

    private Bounds require() {
        Bounds bounds = known;
        if (bounds == null) {
            throw new IllegalStateException("the other clock has not been asked yet");
        }
        return bounds;
    }
}
