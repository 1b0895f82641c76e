package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** A recording, its writer or its storage was used after it was closed. */
public final class RecordingClosedException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public RecordingClosedException(String message) {
        super(message);
    }

    public RecordingClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
