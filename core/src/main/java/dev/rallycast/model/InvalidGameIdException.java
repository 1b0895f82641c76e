package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** A game id is not 1 to 128 NFC code points without control characters. */
public final class InvalidGameIdException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public InvalidGameIdException(String message) {
        super(message);
    }

    public InvalidGameIdException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
