package dev.rallycast.storage.file;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.CheckedRecording;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/** One reader's view of a tape. */
final class FileRecording extends CheckedRecording {
    private final Tape tape;
    private final Runnable release;
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
    protected List<GameEvent> readOpen(long from, int max) {
        try {
            Tape.Slice slice = tape.read(hint, from, max);
            hint = slice.next();
            return slice.events();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    protected long indexOpen(long timeNanos) {
        try {
            Cursor place = tape.seek(timeNanos);
            hint = place;
            return place.index();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    protected Runnable register(Runnable listener) {
        return tape.onGrowth(listener);
    }

    @Override
    protected void release() {
        release.run();
    }

    private RuntimeException failed(IOException e) {
        if (e instanceof ClosedChannelException) {
            return new RecordingClosedException("game \"" + game().id() + "\": the recording was closed", e);
        }
        return new StorageUnavailableException(
                "game \"" + game().id() + "\": " + tape.text().path() + " can't be read: " + e, e);
    }
}
