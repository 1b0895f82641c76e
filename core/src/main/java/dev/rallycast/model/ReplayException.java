package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/**
 * The root of everything that the library throws on purpose. A subclass exists for each thing that a caller can act on.
 */
public class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReplayException(String message) {
        super(message);
    }

    public ReplayException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
