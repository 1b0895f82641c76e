package dev.rallycast;

import java.time.Duration;

/** How long to wait, in what a tick can be moved by. */
final class Waits {
    /** A century: added to a tick, it still leaves differences of ticks with a meaning. */
    static final Duration LONGEST = Duration.ofDays(36_500);

    private Waits() {}

    /** The wait in nanoseconds; one of more than a century is as good as a century. */
    static long nanos(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : wait.toNanos();
    }
}
