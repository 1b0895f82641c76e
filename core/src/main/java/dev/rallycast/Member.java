package dev.rallycast;

import dev.rallycast.model.Action;
import dev.rallycast.model.Payload;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Frame;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session's part in a playback; a session that starts twice has two. Immutable, equal only to itself. */
final class Member {
    private final Playback playback;
    private final Connection connection;
    private final Role role;
    private final boolean watches;
    private final boolean maySeek;
    private final boolean mayResume;
    /** The names of the tracks that are wanted, or null for all. */
    private final @Nullable Set<String> tracks;

    Member(Playback playback, JoinRequest request) {
        this.playback = playback;
        connection = request.connection();
        role = request.role();
        watches = request.watches();
        maySeek = request.may(Action.SCRUB);
        mayResume = request.may(Action.RESUME);
        tracks = request.start().tracks() == null
                ? null
                : Set.copyOf(request.start().tracks());
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

    /** Whether it only watches what others play, and may control nothing. */
    boolean watches() {
        return watches;
    }

    /** Whether the client may know what comes later. Decided when it joined. */
    boolean maySeek() {
        return maySeek;
    }

    /** Whether it may let a paused playback go on. Decided when it joined. */
    boolean mayResume() {
        return mayResume;
    }

    /** The names of the tracks that are wanted, or null for all. */
    @Nullable
    Set<String> tracks() {
        return tracks;
    }

    boolean wants(String track) {
        return tracks == null || tracks.contains(track);
    }

    /** A snapshot with only those tracks that the session wants. */
    Frame.Snapshot select(Frame.Snapshot full) {
        Map<String, Payload> wanted = new LinkedHashMap<>(full.tracks());
        wanted.keySet().removeIf(name -> !wants(name));
        return new Frame.Snapshot(full.epoch(), full.index(), full.timeNanos(), full.recent(), wanted);
    }
}
