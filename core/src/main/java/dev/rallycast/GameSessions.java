package dev.rallycast;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How many sessions all playbacks of a game have, which is limited. Thread-safe. */
final class GameSessions {
    private final Map<String, Integer> byGame = new ConcurrentHashMap<>();
    private final int max;

    GameSessions(int max) {
        this.max = max;
    }

    /** Counts one more, unless there are too many. */
    boolean enter(String gameId) {
        boolean[] entered = new boolean[1];
        byGame.compute(gameId, (id, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < max;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    /** Counts fewer. */
    void leave(String gameId, int sessions) {
        byGame.computeIfPresent(gameId, (id, count) -> count > sessions ? count - sessions : null);
    }
}
