package dev.rallycast;

import dev.rallycast.spi.GameStorage;
import java.util.HashMap;
import java.util.Map;

/** The recordings that are open, each once, however many playbacks it has. Thread-safe. */
final class Tapes {
    private final GameStorage storage;
    private final BlockCache cache;
    private final Keyframes.Budget keyframeBudget;
    private final Map<String, Shared> open = new HashMap<>();

    private static final class Shared {
        final Tape tape;
        int users;

        Shared(Tape tape) {
            this.tape = tape;
        }
    }

    Tapes(GameStorage storage, BlockCache cache, Keyframes.Budget keyframeBudget) {
        this.storage = storage;
        this.cache = cache;
        this.keyframeBudget = keyframeBudget;
    }

    /** The game's tape, to be given back with {@link #release}. Blocks; throws what {@link GameStorage#open} does. */
    Tape acquire(String gameId) {
        synchronized (this) {
            Shared shared = open.get(gameId);
            if (shared != null) {
                shared.users++;
                return shared.tape;
            }
        }
        // Opened outside the lock, so that one slow recording does not keep the others waiting.
        Tape fresh = new Tape(storage.open(gameId), cache, keyframeBudget);
        Tape used;
        synchronized (this) {
            Shared shared = open.computeIfAbsent(gameId, id -> new Shared(fresh));
            shared.users++;
            used = shared.tape;
        }
        if (used != fresh) {
            fresh.close();
        }
        return used;
    }

    /** Gives a tape back; the last one to do so closes it. Blocks. */
    void release(Tape tape) {
        synchronized (this) {
            Shared shared = open.get(tape.game().id());
            if (shared == null || shared.tape != tape || --shared.users > 0) {
                return;
            }
            open.remove(tape.game().id());
        }
        tape.close();
    }
}
