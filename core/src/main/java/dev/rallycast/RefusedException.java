package dev.rallycast;

import dev.rallycast.model.ReplayException;
import dev.rallycast.protocol.ErrorCode;

/** A control that the playback did not accept; nothing was changed. */
public final class RefusedException extends ReplayException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    RefusedException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What a client would have heard. */
    public ErrorCode code() {
        return code;
    }
}
