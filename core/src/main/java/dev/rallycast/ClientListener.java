package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Told what happens on connections, for metrics. Called on session loops, several of them at a time: never blocks. If it
 * throws, that is logged, the first time as a warning, and nothing else happens.
 *
 * <p>{@link #sent} is called once for every message to every client; whatever it does is paid for that often. A manager
 * without a listener pays nothing.
 */
public interface ClientListener {
    /** The lateness of what is due at no time of its own: replies, states, what a client that lagged has missed. */
    long NOT_TIMED = -1;

    /** A transport has brought a connection; it may still be turned away. */
    default void opened() {}

    /**
     * A connection that was opened is gone.
     *
     * @param code with what the server closed it; null if the client closed it or it was lost
     */
    default void closed(@Nullable CloseCode code) {}

    /** A session takes part in a playback from now on: its {@code start} is answered. */
    default void joined(Scheduler scheduler, Role role) {}

    /**
     * The same, with whose session it is, for a host that shows who is there; unless overridden it forgets the user and calls
     * {@link #joined(Scheduler, Role)}. Clients are never told of each other's names by this library, but for the {@code by} of a
     * state: who may see them is the host's choice.
     */
    default void joined(Scheduler scheduler, Role role, User user) {
        joined(scheduler, role);
    }

    /** A session that had joined takes no part any more, for whatever reason. */
    default void left(Scheduler scheduler, Role role) {}

    /** The same, with whose session it was; unless overridden it calls {@link #left(Scheduler, Role)}. */
    default void left(Scheduler scheduler, Role role, User user) {
        left(scheduler, role);
    }

    /**
     * The reply to a command is queued, also if that is a refusal. Not called for messages that are no command, nor for
     * commands that get no reply because the client has gone.
     *
     * @param nanos the time since the transport handed the command over, in nanoseconds
     */
    default void answered(Action action, long nanos) {}

    /** A refusal is queued: of a command, of a message that is none, or of the connection. */
    default void refused(ErrorCode code) {}

    /**
     * The transport has taken a message; not called for one that failed.
     *
     * @param bytes its size in bytes, as UTF-8 and before any compression
     * @param lateness for an event that is paced, the time from when it was due until now, in nanoseconds, 0 or more;
     *     {@link #NOT_TIMED} for everything else
     */
    default void sent(int bytes, long lateness) {}

    /** A session lags so far that what it would read next is gone. What becomes of it is up to the {@code lag} option. */
    default void lagged(Scheduler scheduler, Role role) {}

    /**
     * A session is told of a gap in a bounded track.
     *
     * @param track the track's name
     * @param count how many messages of it the session has missed
     */
    default void dropped(String track, long count) {}
}
