package dev.rallycast.spi;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;

/** Somebody is not let in. The client hears the message, which therefore says nothing that helps a stranger. */
public final class AuthenticationException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean known;

    private AuthenticationException(String message, boolean known) {
        super(message);
        this.known = known;
    }

    /** Nobody knows who it is: {@code UNAUTHENTICATED}. */
    public static AuthenticationException unknown(String message) {
        return new AuthenticationException(message, false);
    }

    /** It is known who it is, and that user may not connect: {@code FORBIDDEN}. */
    public static AuthenticationException forbidden(String message) {
        return new AuthenticationException(message, true);
    }

    /** What the client is told. */
    public ErrorCode code() {
        return known ? ErrorCode.FORBIDDEN : ErrorCode.UNAUTHENTICATED;
    }

    /** With what the connection is closed. */
    public CloseCode closeCode() {
        return known ? CloseCode.FORBIDDEN : CloseCode.UNAUTHENTICATED;
    }
}
