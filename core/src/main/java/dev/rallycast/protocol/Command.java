package dev.rallycast.protocol;

import dev.rallycast.model.Action;
import dev.rallycast.model.Target;
import dev.rallycast.model.Watch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client asks for; "Client to server" in {@code docs/protocol.md}. */
public sealed interface Command {
    /** The client's name of this command, echoed in the reply. */
    @Nullable
    String id();

    /** What is asked for. */
    Action action();

    /**
     * Attach to a playback of a game.
     *
     * @param gameId which game
     * @param mode the type of playback that is wanted, if the client says so
     * @param options how the playback is to begin, which counts only when this command creates it
     * @param tracks the names of the tracks that the client wants, or null for all
     * @param resume where the client was before it lost its connection
     * @param watch the ongoing playback that the client wants to watch, if it is not one for spectators
     */
    record Start(
            @Nullable String id,
            String gameId,
            @Nullable String mode,
            StartOptions options,
            @Nullable List<String> tracks,
            @Nullable ResumePoint resume,
            @Nullable Watch watch)
            implements Command {
        /** Copies the list. */
        public Start {
            tracks = tracks == null ? null : List.copyOf(tracks);
        }

        @Override
        public Action action() {
            return Action.START;
        }
    }

    /**
     * How a playback begins. A null component was not given.
     *
     * @param delayNanos fixed pacing: time between events; 0 is as fast as possible
     * @param speed rate in thousandths
     * @param from where to begin
     * @param maxGapNanos the cap on idle gaps
     * @param paused whether to begin paused
     */
    record StartOptions(
            @Nullable Long delayNanos,
            @Nullable Integer speed,
            @Nullable Target from,
            @Nullable Long maxGapNanos,
            @Nullable Boolean paused) {
        /** Nothing given. */
        public static final StartOptions NONE = new StartOptions(null, null, null, null, null);
    }

    /**
     * The last event that a client got before it lost its connection.
     *
     * @param playback the playback that it was in
     * @param epoch the epoch of that event
     * @param index the index of that event, −1 if it had none
     */
    record ResumePoint(String playback, long epoch, long index) {}

    /**
     * Pause, resume, change the rate or seek: applied as a whole, in the order seek, speed, play state.
     *
     * @param action {@code PAUSE}, {@code RESUME}, {@code SPEED} or {@code SCRUB}
     * @param revision the revision that the command was based on, if the client says so
     * @param speed the rate in thousandths, if it is to change; not yet checked against the range
     * @param to where to seek, if anywhere
     */
    record Control(
            @Nullable String id,
            Action action,
            @Nullable Long revision,
            @Nullable Integer speed,
            @Nullable Target to) implements Command {
        /**
         * Checks that the command is complete.
         *
         * @throws IllegalArgumentException if the action is another one or its operand is missing
         */
        public Control {
            boolean complete = switch (action) {
                case PAUSE, RESUME -> true;
                case SPEED -> speed != null;
                case SCRUB -> to != null;
                case START, STEP, LIVE, STATUS, STOP, PING -> false;
            };
            if (!complete) {
                throw new IllegalArgumentException(action + " is no complete control command");
            }
        }
    }

    /** Move by {@code count} events while paused; may be negative. */
    record Step(@Nullable String id, @Nullable Long revision, int count) implements Command {
        @Override
        public Action action() {
            return Action.STEP;
        }
    }

    /** Go to the edge of a recording that is still growing, and on from there. */
    record Live(@Nullable String id, @Nullable Long revision) implements Command {
        @Override
        public Action action() {
            return Action.LIVE;
        }
    }

    /** Tell the current state. */
    record Status(@Nullable String id) implements Command {
        @Override
        public Action action() {
            return Action.STATUS;
        }
    }

    /** Detach; the connection stays open. */
    record Stop(@Nullable String id) implements Command {
        @Override
        public Action action() {
            return Action.STOP;
        }
    }

    /** Answer with a {@code pong}. */
    record Ping(@Nullable String id) implements Command {
        @Override
        public Action action() {
            return Action.PING;
        }
    }
}
