package dev.rallycast.sports.tennis.mcp;

/** A rally code is malformed. */
final class RallyCodeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int position;

    RallyCodeException(int position, String message) {
        super(message);
        this.position = position;
    }

    /** The character in the code, from 1; one past the end if something is missing there. */
    int position() {
        return position;
    }
}
