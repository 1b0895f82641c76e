package dev.rallycast;

import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session's part in a playback; a session that starts twice has two. Immutable, equal only to itself. */
final class Member {
    private final Playback playback;
    private final Connection connection;
    private final Role role;
    private final @Nullable Set<String> tracks;

    /** A part with the tracks of these names, or all tracks if null. */
    Member(Playback playback, Connection connection, Role role, @Nullable Set<String> tracks) {
        this.playback = playback;
        this.connection = connection;
        this.role = role;
        this.tracks = tracks;
    }

    Playback playback() {
        return playback;
    }

    Connection connection() {
        return connection;
    }

    User user() {
        return connection.user();
    }

    Role role() {
        return role;
    }

    boolean wants(String track) {
        return tracks == null || tracks.contains(track);
    }
}
