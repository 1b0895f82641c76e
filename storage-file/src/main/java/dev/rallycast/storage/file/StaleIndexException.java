package dev.rallycast.storage.file;

/** An index file does not fit its recording, or is damaged: it must be made anew. Never leaves the store. */
final class StaleIndexException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StaleIndexException(String message) {
        super(message);
    }

    StaleIndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
