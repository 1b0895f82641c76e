package dev.rallycast;

import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts playbacks, from what they let other threads see. Any thread. */
final class Census {
    private static final class Count {
        final Map<PlaybackStatus, Integer> playbacks = new EnumMap<>(PlaybackStatus.class);
        int players;
        int spectators;
        long bytes;

        Count() {
            for (PlaybackStatus status : PlaybackStatus.values()) {
                playbacks.put(status, 0);
            }
        }
    }

    private Census() {}

    /** Counts these playbacks, each of which is of one of these types. */
    static List<Statistics.OfType> of(Collection<String> types, Collection<Playback> playbacks) {
        Map<String, Count> counts = new TreeMap<>();
        types.forEach(type -> counts.put(type, new Count()));
        for (Playback playback : playbacks) {
            Count count = counts.computeIfAbsent(playback.type().name(), type -> new Count());
            count.playbacks.merge(playback.announcer().status(), 1, Integer::sum);
            int sessions = playback.sessions();
            int players = Math.min(sessions, playback.playersNow());
            count.players += players;
            count.spectators += sessions - players;
            count.bytes += playback.audience().bytes();
        }
        List<Statistics.OfType> result = new ArrayList<>();
        counts.forEach((type, count) -> result.add(ofType(type, count)));
        return result;
    }

    private static Statistics.OfType ofType(String type, Count count) {
        Map<Role, Integer> sessions = Map.of(Role.PLAYER, count.players, Role.SPECTATOR, count.spectators);
        return new Statistics.OfType(type, count.playbacks, sessions, count.bytes);
    }
}
