package dev.rallycast;

import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.spi.GameStorage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The recordings that are open, each once, however many playbacks it has. Thread-safe. */
final class Tapes {
    private static final Logger LOG = LoggerFactory.getLogger(Tapes.class);

    private final GameStorage storage;
    private final BlockCache cache;
    private final Keyframes.Budget keyframeBudget;
    private final Map<String, Shared> open = new HashMap<>();
    private boolean closed;

    private static final class Shared {
        final CompletableFuture<Tape> tape = new CompletableFuture<>();
        int users;
    }

    Tapes(GameStorage storage, BlockCache cache, Keyframes.Budget keyframeBudget) {
        this.storage = storage;
        this.cache = cache;
        this.keyframeBudget = keyframeBudget;
    }

    /** The game's tape, to be given back with {@link #release}. Blocks; throws what {@link GameStorage#open} does. */
    Tape acquire(String gameId) {
        Shared shared;
        boolean first;
        synchronized (this) {
            requireOpen(gameId);
            shared = open.computeIfAbsent(gameId, id -> new Shared());
            first = shared.users++ == 0;
        }
        if (first) {
            // Opened outside the lock, so that one slow recording does not keep the others waiting.
            open(gameId, shared);
        }
        try {
            return shared.tape.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Gives a tape back; the last one to do so closes it. Blocks. */
    void release(Tape tape) {
        synchronized (this) {
            Shared shared = open.get(tape.game().id());
            if (shared == null || shared.tape.getNow(null) != tape || --shared.users > 0) {
                return;
            }
            open.remove(tape.game().id());
        }
        tape.close();
    }

    /** Closes all tapes, whoever has them. Blocks. */
    void close() {
        List<Shared> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(open.values());
            open.clear();
        }
        for (Shared shared : left) {
            // One that is still being opened is closed by whoever opens it.
            Tape tape = shared.tape.isCompletedExceptionally() ? null : shared.tape.getNow(null);
            if (tape != null) {
                try {
                    tape.close();
                } catch (RuntimeException e) {
                    LOG.warn(
                            "game {}: the recording could not be closed",
                            tape.game().id(),
                            e);
                }
            }
        }
    }

    private void open(String gameId, Shared shared) {
        try {
            Tape tape = new Tape(storage.open(gameId), cache, keyframeBudget);
            boolean wanted;
            synchronized (this) {
                wanted = !closed;
                if (wanted) {
                    shared.tape.complete(tape);
                }
            }
            if (!wanted) {
                tape.close();
                throw new RecordingClosedException("game \"" + gameId + "\": the manager is closed");
            }
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                open.remove(gameId, shared);
            }
            shared.tape.completeExceptionally(e);
        }
    }

    private void requireOpen(String gameId) {
        if (closed) {
            throw new RecordingClosedException("game \"" + gameId + "\": the manager is closed");
        }
    }
}
