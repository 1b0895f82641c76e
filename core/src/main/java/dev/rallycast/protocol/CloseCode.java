package dev.rallycast.protocol;

/**
 * Why the server closed a connection: the close codes of {@code docs/protocol.md}. After 4000 to 4499 a client reconnects
 * and resumes, after 4500 to 4999 it does not. The name is the close reason.
 */
public enum CloseCode {
    /** RFC 6455: the purpose is fulfilled. */
    NORMAL(1000),
    DRAINING(4000),
    SLOW_CONSUMER(4001),
    HEARTBEAT_TIMEOUT(4002),
    OVERLOADED(4003),
    RATE_LIMITED(4004),
    INTERNAL(4005),
    AUTH_EXPIRED(4006),
    UNAUTHENTICATED(4500),
    FORBIDDEN(4501),
    PROTOCOL_ERROR(4502),
    UNSUPPORTED_VERSION(4503),
    REPLACED(4504),
    TOO_MANY_CONNECTIONS(4505);

    private final int code;

    CloseCode(int code) {
        this.code = code;
    }

    /** The number in the close frame. */
    public int code() {
        return code;
    }

    /** Whether a client should come back. */
    public boolean reconnect() {
        return code >= 4000 && code < 4500;
    }
}
