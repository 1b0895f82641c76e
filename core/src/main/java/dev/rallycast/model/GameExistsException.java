package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** A recording for the game id exists already. */
public final class GameExistsException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public GameExistsException(String message) {
        super(message);
    }

    public GameExistsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
