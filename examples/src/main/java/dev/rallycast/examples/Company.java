package dev.rallycast.examples;

import dev.rallycast.ClientListener;
import dev.rallycast.Scheduler;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows who takes part in each playback on this server: people, each of them once however many tabs they have. Thread-safe. Nobody
 * is told when people come and go; whoever wants to know asks, and gets a few names and the counts, whatever the crowd.
 */
final class Company implements ClientListener {
    /** Of how many people of a role the names are told. */
    static final int MAX_NAMES = 12;

    /**
     * Who has one role in a playback.
     *
     * @param count how many people
     * @param names of those who came first and have a name, at most {@link #MAX_NAMES}
     */
    record People(int count, List<String> names) {
        static final People NOBODY = new People(0, List.of());
    }

    /** Who takes part in a playback. */
    record Here(People players, People spectators) {
        static final Here NOBODY = new Here(People.NOBODY, People.NOBODY);
    }

    /** The sessions of each user, in the order in which they came. Guarded by the map that it is a value of. */
    private static final class Crowd {
        private final Map<User, Integer> players = new LinkedHashMap<>();
        private final Map<User, Integer> spectators = new LinkedHashMap<>();

        private Map<User, Integer> of(Role role) {
            return role == Role.PLAYER ? players : spectators;
        }

        private boolean isEmpty() {
            return players.isEmpty() && spectators.isEmpty();
        }

        private Here now() {
            return new Here(people(players), people(spectators));
        }

        private static People people(Map<User, Integer> sessions) {
            List<String> names = sessions.keySet().stream()
                    .filter(user -> !user.anonymous())
                    .limit(MAX_NAMES)
                    .map(User::id)
                    .toList();
            return new People(sessions.size(), names);
        }
    }

    private final Map<String, Crowd> byPlayback = new ConcurrentHashMap<>();

    /** Who takes part in a playback; nobody if there is none of that name. */
    Here in(String playback) {
        Here[] here = {Here.NOBODY};
        byPlayback.computeIfPresent(playback, (name, crowd) -> {
            here[0] = crowd.now();
            return crowd;
        });
        return here[0];
    }

    @Override
    public void joined(Scheduler scheduler, Role role, User user) {
        joined(scheduler.playback(), role, user);
    }

    @Override
    public void left(Scheduler scheduler, Role role, User user) {
        left(scheduler.playback(), role, user);
    }

    void joined(String playback, Role role, User user) {
        byPlayback.compute(playback, (name, known) -> {
            Crowd crowd = known == null ? new Crowd() : known;
            crowd.of(role).merge(user, 1, Integer::sum);
            return crowd;
        });
    }

    void left(String playback, Role role, User user) {
        byPlayback.computeIfPresent(playback, (name, crowd) -> {
            crowd.of(role).computeIfPresent(user, (who, sessions) -> sessions == 1 ? null : sessions - 1);
            return crowd.isEmpty() ? null : crowd;
        });
    }
}
