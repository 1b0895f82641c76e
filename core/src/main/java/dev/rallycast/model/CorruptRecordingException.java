package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** A recording is damaged; the message names the place. */
public final class CorruptRecordingException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public CorruptRecordingException(String message) {
        super(message);
    }

    public CorruptRecordingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
