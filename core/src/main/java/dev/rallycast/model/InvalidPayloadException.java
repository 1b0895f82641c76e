package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** An event's payload is not one strict JSON value within the size and depth limits. */
public final class InvalidPayloadException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public InvalidPayloadException(String message) {
        super(message);
    }

    public InvalidPayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
