package dev.rallycast.protocol;

import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server says; "Server to client" in {@code docs/protocol.md}. An {@code id} is the command's, in replies. */
public sealed interface Frame {
    /**
     * On connect.
     *
     * @param server what the host calls this server, or null if it doesn't say
     */
    record Hello(int version, String user, @Nullable String server, Limits limits) implements Frame {}

    /**
     * Reply to {@code start}.
     *
     * @param mode the scheduler type's name
     * @param may the actions that this session may use
     * @param ignored the names of the start options that did not count
     * @param recovered null if no resume was asked for, otherwise whether it gave every missed event
     * @param why why not, if it did not: {@code seek}, {@code too_far}, {@code restarted} or {@code ended}
     */
    record Started(
            @Nullable String id,
            String playback,
            Game game,
            String mode,
            Role role,
            Set<Action> may,
            StateView state,
            List<String> ignored,
            @Nullable Boolean recovered,
            @Nullable String why)
            implements Frame {}

    /** A marked event on a timeline. */
    record Marker(long index, long timeNanos, String mark) {}

    /** The extent of the recording; only for sessions that may seek. */
    record Timeline(long length, long durationNanos, List<Marker> markers, boolean growing) implements Frame {}

    /**
     * Everything up to and including {@code index}.
     *
     * @param timeNanos the playhead's match time
     * @param recent the last events, oldest first, at match times under the playback's pacing
     * @param tracks the folded state by track name
     */
    record Snapshot(long epoch, long index, long timeNanos, List<GameEvent> recent, Map<String, Payload> tracks)
            implements Frame {}

    /** One event. Its time is match time under the playback's pacing. */
    record Event(long epoch, GameEvent event, long atMillis) implements Frame {}

    /** Something of a track, caused by the event {@code index}. */
    record Track(String track, long epoch, long index, long timeNanos, Payload data) implements Frame {}

    /** A change of the playback. */
    record State(StateView state) implements Frame {}

    /** Reply to a command that was accepted, or replaced by a newer seek. */
    record Ok(@Nullable String id, StateView state, boolean superseded) implements Frame {}

    /** Reply to {@code ping}. */
    record Pong(@Nullable String id, long atMillis) implements Frame {}

    /**
     * A refusal.
     *
     * @param message for people
     * @param retryAfterMillis when to try again, if that is known
     * @param state the current state, where there is one
     */
    record Refusal(
            @Nullable String id,
            ErrorCode code,
            String message,
            @Nullable Long retryAfterMillis,
            @Nullable StateView state)
            implements Frame {}

    /** A bounded stream dropped something. */
    record Gap(String track, long dropped) implements Frame {}

    /** Nothing else was sent for a while. The state is missing while nothing is attached. */
    record Heartbeat(@Nullable StateView state) implements Frame {}

    /** Reply to {@code stop}, or the playback ended for this client. */
    record Stopped(@Nullable String id, String reason) implements Frame {}

    /** The server is going away. */
    record Draining(long reconnectAfterMillis) implements Frame {}
}
