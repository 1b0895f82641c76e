package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** One reader's view of a tape. */
final class FileRecording implements Recording {
    private final Tape tape;
    private final Runnable release;
    private final List<Runnable> registrations = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    // Where the last read stopped, or a search, so that reading on starts there.
    private volatile Cursor hint = Cursor.NOWHERE;

    FileRecording(Tape tape, Runnable release) {
        this.tape = tape;
        this.release = release;
    }

    @Override
    public Game game() {
        return tape.header().game();
    }

    @Override
    public String incarnation() {
        return tape.header().incarnation();
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
        try {
            Tape.Slice slice = tape.read(hint, from, max);
            hint = slice.next();
            return slice.events();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public long indexAt(long timeNanos) {
        requireOpen();
        try {
            Cursor place = tape.seek(timeNanos);
            hint = place;
            return place.index();
        } catch (IOException e) {
            throw failed(e);
        }
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

    private RuntimeException failed(IOException e) {
        if (e instanceof ClosedChannelException) {
            return new RecordingClosedException("game \"" + game().id() + "\": the recording was closed", e);
        }
        return new StorageUnavailableException(
                "game \"" + game().id() + "\": " + tape.text().path() + " can't be read: " + e, e);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new RecordingClosedException("game \"" + game().id() + "\": the recording is closed");
        }
    }
}
