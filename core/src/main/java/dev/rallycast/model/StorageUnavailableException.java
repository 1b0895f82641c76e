package dev.rallycast.model;

import org.jspecify.annotations.Nullable;

/** Storage can't be reached or failed; trying again later may succeed. */
public final class StorageUnavailableException extends ReplayException {
    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message) {
        super(message);
    }

    public StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
