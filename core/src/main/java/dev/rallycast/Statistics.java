package dev.rallycast;

import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import java.util.List;
import java.util.Map;

/**
 * What a manager has to do at the moment, for gauges: a copy, put together from what each playback published last, so that
 * figures may be a turn of its loop apart. Immutable.
 *
 * @param connections how many connections there are, with and without a playback
 * @param types by scheduler type, in the order of their names; every type of the manager is there
 */
public record Statistics(int connections, List<OfType> types) {
    /** Copies the list. */
    public Statistics {
        types = List.copyOf(types);
    }

    /**
     * The playbacks of one scheduler type.
     *
     * @param type the type's name
     * @param playbacks how many there are by status; every status is there
     * @param sessions how many sessions they have by role; every role is there
     * @param queuedBytes about how many bytes of messages are kept for sessions that have not read them yet, in bytes; each
     *     message counts once, however many sessions it is for
     */
    public record OfType(
            String type, Map<PlaybackStatus, Integer> playbacks, Map<Role, Integer> sessions, long queuedBytes) {
        /** Copies the maps. */
        public OfType {
            playbacks = Map.copyOf(playbacks);
            sessions = Map.copyOf(sessions);
        }
    }
}
