package dev.rallycast;

import java.time.Duration;

/**
 * Told what playbacks do, for metrics and logs. Called on engine loops: never blocks. If it throws, that is logged and
 * nothing else happens.
 */
public interface SchedulerListener {
    /** A playback was made. */
    default void created(Scheduler scheduler) {}

    /** A playback is gone. */
    default void killed(Scheduler scheduler, String reason) {}

    /** An event went out this long after it was due. Not called for up to a tick of the timers, about a millisecond. */
    default void late(Scheduler scheduler, Duration lateness) {}

    /**
     * An event is so late that the machine must have stalled, once for each stall; what happens to it is up to the type's
     * {@link dev.rallycast.spi.StallPolicy}.
     */
    default void stalled(Scheduler scheduler, Duration lateness) {}
}
