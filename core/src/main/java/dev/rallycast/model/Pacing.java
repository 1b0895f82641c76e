package dev.rallycast.model;

import java.time.Duration;

/** How a recording's events are spread over match time. Never changes while a playback lives. All are seekable. */
public sealed interface Pacing {
    /** The recorded times. */
    record Recorded() implements Pacing {}

    /** Event k at k times the delay. */
    record Fixed(long delayNanos) implements Pacing {
        /**
         * Checks the delay.
         *
         * @throws IllegalArgumentException if it is not above zero, or above one day
         */
        public Fixed {
            requireGap(delayNanos, "delay");
        }
    }

    /** The recorded times, with every gap (the one before the first event too) cut to at most {@code maxGapNanos}. */
    record CappedGaps(long maxGapNanos) implements Pacing {
        /**
         * Checks the cap.
         *
         * @throws IllegalArgumentException if it is not above zero, or above one day
         */
        public CappedGaps {
            requireGap(maxGapNanos, "max gap");
        }
    }

    /** Each event as soon as the sessions took the ones before it: for a single user only. */
    record Unpaced() implements Pacing {}

    /** The recorded times. */
    static Pacing recorded() {
        return new Recorded();
    }

    /**
     * A fixed delay between events; zero is {@link #unpaced()}.
     *
     * @throws IllegalArgumentException if the delay is negative or above one day
     */
    static Pacing fixed(Duration delay) {
        return delay.isZero() ? unpaced() : new Fixed(MatchTime.nanosOf(delay));
    }

    /**
     * The recorded times with idle gaps cut.
     *
     * @throws IllegalArgumentException if the cap is not above zero, or above one day
     */
    static Pacing cappedGaps(Duration maxGap) {
        return new CappedGaps(MatchTime.nanosOf(maxGap));
    }

    /** As fast as the sessions take the events. */
    static Pacing unpaced() {
        return new Unpaced();
    }

    private static void requireGap(long nanos, String what) {
        if (nanos <= 0 || nanos > Duration.ofDays(1).toNanos()) {
            throw new IllegalArgumentException(
                    what + " of " + MatchTime.seconds(nanos) + " s is out of range: expected above 0 to 86400 s");
        }
    }
}
