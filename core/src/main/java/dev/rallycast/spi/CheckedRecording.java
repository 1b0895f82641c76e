package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingClosedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What recordings of all storage adapters have in common: checks what a reader asks for, and when it is closed ends what was
 * registered. For those who write adapters. Thread-safe, if what is added to it is.
 */
public abstract class CheckedRecording implements Recording {
    private final List<Runnable> registrations = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A recording that is open. */
    protected CheckedRecording() {}

    /** As {@link #read}, of a recording that is open: {@code from} is not negative, and {@code max} above zero. */
    protected abstract List<GameEvent> readOpen(long from, int max);

    /** As {@link #indexAt}, of a recording that is open. */
    protected abstract long indexOpen(long timeNanos);

    /** As {@link #onGrowth}, of a recording that is open. */
    protected abstract Runnable register(Runnable listener);

    /** Releases what is held. Called once. */
    protected abstract void release();

    @Override
    public final List<GameEvent> read(long from, int max) {
        requireOpen();
        if (from < 0) {
            throw new IllegalArgumentException("from is " + from + ": expected 0 or more");
        }
        if (max <= 0) {
            throw new IllegalArgumentException("max is " + max + ": expected 1 or more");
        }
        return readOpen(from, max);
    }

    @Override
    public final long indexAt(long timeNanos) {
        requireOpen();
        return indexOpen(timeNanos);
    }

    @Override
    public final Runnable onGrowth(Runnable listener) {
        requireNonNull(listener, "listener");
        requireOpen();
        Runnable registration = register(listener);
        registrations.add(registration);
        return () -> {
            registration.run();
            registrations.remove(registration);
        };
    }

    @Override
    public final void close() {
        if (closed.compareAndSet(false, true)) {
            registrations.forEach(Runnable::run);
            registrations.clear();
            release();
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new RecordingClosedException("game \"" + game().id() + "\": the recording is closed");
        }
    }
}
