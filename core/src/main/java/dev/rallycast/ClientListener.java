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

    /**
     * A session of a user takes part in a playback from now on: its {@code start} is answered. The library tells clients nothing
     * of each other but the {@code by} of a state: who may see who is there is the host's choice.
     */
    default void joined(Scheduler scheduler, Role role, User user) {}

    /** A session of a user that had joined takes no part any more, for whatever reason. */
    default void left(Scheduler scheduler, Role role, User user) {}

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
