package dev.rallycast.spi;

/** What becomes of a session that lags further behind its audience than the limits allow. */
public enum LagPolicy {
    /**
     * It is fed what it missed from the recording, or with a snapshot if that is too much; it is closed only if it does not
     * take what it is sent.
     */
    CATCH_UP,
    /** It is closed as a {@code SLOW_CONSUMER}, and may come back and resume. */
    CLOSE
}
