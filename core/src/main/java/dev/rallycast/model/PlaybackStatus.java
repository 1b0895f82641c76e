package dev.rallycast.model;

import java.util.Locale;

/** What a playback is doing, as clients are told. */
public enum PlaybackStatus {
    /** Waiting for the start: a start delay or a scheduled start runs. */
    STARTING,
    PLAYING,
    PAUSED,
    /** An event is due that has not been read yet; the clock runs on. */
    BUFFERING,
    /** At the edge of a recording that is still growing: events are due when they are appended. */
    LIVE,
    /** Behind the last event of a recording that carries its end mark. */
    ENDED;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
