package dev.rallycast.examples;

/** The web server could not be started. */
final class DemoServerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
