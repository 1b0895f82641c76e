package dev.rallycast.examples;

import dev.rallycast.ClientListener;
import dev.rallycast.Scheduler;
import dev.rallycast.model.Role;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts who takes part in each playback. Thread-safe. */
final class Company implements ClientListener {
    /** How many sessions there are by role. */
    record Count(int players, int spectators) {
        static final Count NOBODY = new Count(0, 0);

        private Count plus(Role role, int more) {
            return role == Role.PLAYER ? new Count(players + more, spectators) : new Count(players, spectators + more);
        }
    }

    private final Map<String, Count> byPlayback = new ConcurrentHashMap<>();

    /** Who takes part in a playback; nobody if there is none of that name. */
    Count of(String playback) {
        return byPlayback.getOrDefault(playback, Count.NOBODY);
    }

    @Override
    public void joined(Scheduler scheduler, Role role) {
        byPlayback.merge(scheduler.playback(), Count.NOBODY.plus(role, 1), (count, one) -> count.plus(role, 1));
    }

    @Override
    public void left(Scheduler scheduler, Role role) {
        byPlayback.computeIfPresent(scheduler.playback(), (playback, count) -> {
            Count rest = count.plus(role, -1);
            return rest.equals(Count.NOBODY) ? null : rest;
        });
    }
}
