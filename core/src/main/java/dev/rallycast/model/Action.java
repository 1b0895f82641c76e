package dev.rallycast.model;

import java.util.Locale;

/** What a client may ask for, in the order of {@code docs/protocol.md}. */
public enum Action {
    START,
    PAUSE,
    RESUME,
    SPEED,
    SCRUB,
    STEP,
    LIVE,
    STATUS,
    STOP,
    PING;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the action changes what everybody in the playback sees, and so needs the right to control. */
    public boolean isControl() {
        return switch (this) {
            case PAUSE, RESUME, SPEED, SCRUB, STEP, LIVE -> true;
            case START, STATUS, STOP, PING -> false;
        };
    }
}
