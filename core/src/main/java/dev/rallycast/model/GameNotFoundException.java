package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** No recording exists for the game id. */
public final class GameNotFoundException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public GameNotFoundException(String message) {
        super(message);
    }

    public GameNotFoundException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
