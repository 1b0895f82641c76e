package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** An append to a recording that already carries its end mark. */
public final class RecordingEndedException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public RecordingEndedException(String message) {
        super(message);
    }

    public RecordingEndedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
