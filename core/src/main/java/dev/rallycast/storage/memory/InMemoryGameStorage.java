package dev.rallycast.storage.memory;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Recordings on the heap, gone with this object. Made for tests and demonstrations: nothing blocks, and the same calls
 * give the same recordings with the same incarnations.
 */
public final class InMemoryGameStorage implements WritableGameStorage {
    private final ConcurrentSkipListMap<String, MemoryTape> tapes = new ConcurrentSkipListMap<>();
    private final AtomicLong incarnations = new AtomicLong();
    private volatile boolean closed;

    /** An empty storage. */
    public InMemoryGameStorage() {}

    /**
     * Records a whole game with its end mark.
     *
     * @throws GameExistsException if the game has a recording already
     * @throws dev.rallycast.model.InvalidPayloadException if a payload is not one strict JSON value within the limits;
     *     nothing is recorded
     * @throws RecordingClosedException if the storage is closed
     */
    public void record(Game game, EventDraft... events) {
        record(game, List.of(events));
    }

    /** Records a whole game with its end mark; see {@link #record(Game, EventDraft...)}. */
    public void record(Game game, List<EventDraft> events) {
        MemoryTape tape = newTape(game);
        try (RecordingWriter writer = tape.openWriter()) {
            writer.append(events);
            writer.end();
        }
        // Added when it is whole, so that a refused payload leaves nothing behind.
        add(tape);
    }

    @Override
    public Optional<Game> find(String gameId) {
        requireValid(gameId);
        return Optional.ofNullable(tapes.get(gameId)).map(MemoryTape::game);
    }

    @Override
    public Stream<Game> list() {
        requireOpen();
        return tapes.values().stream().map(MemoryTape::game);
    }

    @Override
    public Recording open(String gameId) {
        return new MemoryRecording(require(gameId));
    }

    @Override
    public RecordingWriter create(Game game) {
        MemoryTape tape = newTape(game);
        RecordingWriter writer = tape.openWriter();
        add(tape);
        return writer;
    }

    @Override
    public RecordingWriter append(String gameId) {
        MemoryTape tape = require(gameId);
        if (tape.extent().ended()) {
            throw new RecordingEndedException("game \"" + gameId + "\" has its end mark: nothing can follow");
        }
        return tape.openWriter();
    }

    @Override
    public boolean delete(String gameId) {
        requireValid(gameId);
        MemoryTape tape = tapes.get(gameId);
        if (tape == null) {
            return false;
        }
        if (tape.hasWriter()) {
            throw new RecordingLockedException("game \"" + gameId + "\" has an open writer: it can't be deleted");
        }
        return tapes.remove(gameId, tape);
    }

    @Override
    public void close() {
        closed = true;
    }

    private MemoryTape newTape(Game game) {
        requireNonNull(game, "game");
        requireOpen();
        return new MemoryTape(game, "memory-" + incarnations.incrementAndGet());
    }

    private void add(MemoryTape tape) {
        String gameId = tape.game().id();
        if (tapes.putIfAbsent(gameId, tape) != null) {
            throw new GameExistsException("game \"" + gameId + "\" has a recording already");
        }
    }

    private MemoryTape require(String gameId) {
        requireValid(gameId);
        MemoryTape tape = tapes.get(gameId);
        if (tape == null) {
            throw new GameNotFoundException("game \"" + gameId + "\" has no recording");
        }
        return tape;
    }

    private void requireValid(String gameId) {
        requireNonNull(gameId, "gameId");
        requireOpen();
        GameIds.require(gameId);
    }

    private void requireOpen() {
        if (closed) {
            throw new RecordingClosedException("the storage is closed");
        }
    }
}
