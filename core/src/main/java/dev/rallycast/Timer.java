package dev.rallycast;

import org.jspecify.annotations.Nullable;

/** Something that a {@link TimerWheel} fires at its deadline; also the link of the wheel's lists. */
abstract class Timer {
    long deadline;

    @Nullable
    Timer previous;

    @Nullable
    Timer following;

    /** A timer that runs something. */
    static Timer of(Runnable task) {
        return new Timer() {
            @Override
            void fire(long now) {
                task.run();
            }
        };
    }

    /** Whether it waits to be fired. */
    final boolean isArmed() {
        return following != null;
    }

    /** The deadline has come. The timer is no longer armed and may be armed again. */
    abstract void fire(long now);

    final void unlink() {
        Timer before = previous;
        Timer after = following;
        if (before != null && after != null) {
            before.following = after;
            after.previous = before;
            previous = null;
            following = null;
        }
    }
}
