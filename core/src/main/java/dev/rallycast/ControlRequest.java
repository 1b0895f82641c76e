package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.StateView;
import org.jspecify.annotations.Nullable;

/**
 * A change of a playback that somebody asks for.
 *
 * @param by the id of the user who asks, or null for the host
 * @param count how many events to step
 */
record ControlRequest(
        Action action,
        @Nullable Long revision,
        @Nullable Integer speed,
        @Nullable Target to,
        int count,
        @Nullable String by,
        Answer answer) {
    /** Told once what became of a request. Playback's loop. */
    interface Answer {
        /** It was done, or a newer seek replaced it. */
        void ok(StateView state, boolean superseded);

        /** It was refused and changed nothing. */
        void refused(ErrorCode code, String message, StateView state);

        /** The playback ended first. */
        void gone();
    }

    static ControlRequest of(Command.Control command, String by, Answer answer) {
        return new ControlRequest(command.action(), command.revision(), command.speed(), command.to(), 0, by, answer);
    }

    static ControlRequest of(Command.Step command, String by, Answer answer) {
        return new ControlRequest(Action.STEP, command.revision(), null, null, command.count(), by, answer);
    }

    static ControlRequest of(Command.Live command, String by, Answer answer) {
        return new ControlRequest(Action.LIVE, command.revision(), null, null, 0, by, answer);
    }

    /** What stands for something that nobody asked for; as a seek, it gives way to one that somebody asks for. */
    static ControlRequest unasked(Action action, Runnable failed) {
        return new ControlRequest(action, null, null, null, 0, null, new Answer() {
            @Override
            public void ok(StateView view, boolean superseded) {}

            @Override
            public void refused(ErrorCode code, String message, StateView view) {
                failed.run();
            }

            @Override
            public void gone() {}
        });
    }

    /** Whether it does nothing but seek, so that a newer seek may replace it. */
    boolean isPlainSeek() {
        return action == Action.SCRUB && speed == null;
    }

    /** Whether it may replace the seeks before it: it says where to go without regard to where those went. */
    boolean replacesSeeks() {
        return isPlainSeek() && to != null && !to.isRelative();
    }
}
