package dev.rallycast.storage.redis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.spi.Recording;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** One reader's view of a tape. */
final class RedisRecording implements Recording {
    private final Tape tape;
    private final Runnable release;
    private final List<Runnable> registrations = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    RedisRecording(Tape tape, Runnable release) {
        this.tape = tape;
        this.release = release;
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
        if (closed.compareAndSet(false, true)) {
            registrations.forEach(Runnable::run);
            registrations.clear();
            release.run();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new RecordingClosedException("game \"" + game().id() + "\": the recording is closed");
        }
    }
}
