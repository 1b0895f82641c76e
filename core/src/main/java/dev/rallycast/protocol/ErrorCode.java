package dev.rallycast.protocol;

/** Why a command was refused: the closed list of {@code docs/protocol.md}. The name is the code on the wire. */
public enum ErrorCode {
    /** The message is not one JSON object. */
    BAD_JSON(false),
    /** A field is missing, has the wrong type or contradicts another one. */
    BAD_REQUEST(false),
    /** The action is not known. */
    UNKNOWN_ACTION(false),
    /** The message is larger than the limit. */
    TOO_LARGE(false),
    /** The user is not known. */
    UNAUTHENTICATED(false),
    /** The user may not join this game. */
    FORBIDDEN(false),
    /** No such game. */
    GAME_NOT_FOUND(false),
    /** Both seats are taken. */
    GAME_BUSY(true),
    /** The connection has no stream. */
    NOT_STARTED(false),
    /** The session has no right to this control. */
    NOT_ALLOWED(false),
    /** The playback is not in a state in which the command makes sense. */
    BAD_STATE(false),
    /** A number lies outside its range. */
    OUT_OF_RANGE(false),
    /** The command was based on a revision that is no longer the current one. */
    STALE_REVISION(true),
    /** Too many commands. */
    RATE_LIMITED(true),
    /** Storage can't be reached or failed. */
    STORAGE_UNAVAILABLE(true),
    /** The recording is damaged. */
    CORRUPT_RECORDING(false),
    /** Shared state can't be reached. */
    CLUSTER_UNAVAILABLE(true),
    /** The server has no room for this. */
    OVERLOADED(true),
    /** The server is going away. */
    DRAINING(true),
    /** A defect of the server. */
    INTERNAL(true);

    private final boolean retry;

    ErrorCode(boolean retry) {
        this.retry = retry;
    }

    /** Whether the same command may succeed later. */
    public boolean retry() {
        return retry;
    }
}
