package dev.rallycast.storage.memory;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.spi.Recording;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** One reader's view of a tape. */
final class MemoryRecording implements Recording {
    private final MemoryTape tape;
    private final List<Runnable> registrations = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    MemoryRecording(MemoryTape tape) {
        this.tape = tape;
    }

    @Override
    public Game game() {
        return tape.game();
    }

    @Override
    public String incarnation() {
        return tape.incarnation();
    }

    @Override
    public Extent extent() {
        return tape.extent();
    }

    @Override
    public List<GameEvent> read(long from, int max) {
        requireOpen();
        if (from < 0) {
            throw new IllegalArgumentException("from is " + from + ": expected 0 or more");
        }
        if (max <= 0) {
            throw new IllegalArgumentException("max is " + max + ": expected 1 or more");
        }
        return tape.read(from, max);
    }

    @Override
    public long indexAt(long timeNanos) {
        requireOpen();
        return tape.indexAt(timeNanos);
    }

    @Override
    public Runnable onGrowth(Runnable listener) {
        requireNonNull(listener, "listener");
        requireOpen();
        Runnable registration = tape.onGrowth(listener);
        registrations.add(registration);
        return () -> {
            registration.run();
            registrations.remove(registration);
        };
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(Runnable::run);
        registrations.clear();
    }

    private void requireOpen() {
        if (closed) {
            throw new RecordingClosedException("game \"" + tape.game().id() + "\": the recording is closed");
        }
    }
}
