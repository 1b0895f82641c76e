package dev.rallycast.examples;

/** The server could not be started. */
final class DemoServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoServerException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What went wrong in the first place. */
    static String rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // A client of a cluster adds a line for each server.
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
