package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** Another writer already appends to the recording. */
public final class RecordingLockedException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public RecordingLockedException(String message) {
        super(message);
    }

    public RecordingLockedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
