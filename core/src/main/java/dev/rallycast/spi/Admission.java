package dev.rallycast.spi;

import dev.rallycast.model.Game;
import dev.rallycast.model.User;
import dev.rallycast.model.Watch;
import org.jspecify.annotations.Nullable;

/** The host's say on who joins which game as what. Called off the engine's loops, so it may block. */
@FunctionalInterface
public interface Admission {
    /**
     * A wish to join.
     *
     * @param user who
     * @param game what
     * @param mode as what, if the client says so
     * @param watch the ongoing playback that the user wants to watch, if that is what is wanted
     */
    record Request(
            User user,
            Game game,
            @Nullable String mode,
            @Nullable Watch watch) {}

    /** The answer to a request. */
    sealed interface Decision {
        /** Join as the scheduler type of this name. */
        record Join(String mode) implements Decision {}

        /** Watch an ongoing playback of the game, without any right to control it. */
        record AsWatcher(Watch watch) implements Decision {}

        /** Stay outside; the client hears {@code FORBIDDEN} with this text. */
        record Refuse(String message) implements Decision {}
    }

    /** Decides. If it throws, the client hears {@code INTERNAL} and nothing is joined. */
    Decision decide(Request request);

    /** Everybody joins and watches as they wish; who wishes nothing is a spectator. */
    static Admission asRequested() {
        return request -> {
            if (request.watch() != null) {
                return new Decision.AsWatcher(request.watch());
            }
            return new Decision.Join(request.mode() == null ? "spectator" : request.mode());
        };
    }
}
