package dev.rallycast.model;

import java.util.Locale;

/** What a session is in a playback. Nobody is ever promoted. */
public enum Role {
    /** Holds a seat and may control the playback. */
    PLAYER,
    /** Watches. */
    SPECTATOR;

    /** The name on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
