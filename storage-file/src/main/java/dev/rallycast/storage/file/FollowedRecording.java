package dev.rallycast.storage.file;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.ReplayException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A recording of its own file, apart from any storage, which may be looked at again and again for growth. */
final class FollowedRecording implements Recording {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedRecording.class);

    private final Tape tape;
    private final Recording recording;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable ReplayException failure;
    private volatile @Nullable Future<?> looking;

    private FollowedRecording(Tape tape) {
        this.tape = tape;
        this.recording = new FileRecording(tape, () -> close(tape));
    }

    static FollowedRecording open(Disk disk, Path file) throws IOException {
        TextSource text = RecordingText.open(disk, file);
        try {
            Header header = Header.read(text);
            IndexKeeper keeper =
                    new IndexKeeper(disk, RecordingText.index(file), text, header.lines(), LongTexts.DEFAULT);
            Tape tape = new Tape(text, header, keeper);
            tape.refresh();
            return new FollowedRecording(tape);
        } catch (IOException | RuntimeException e) {
            text.close();
            throw e;
        }
    }

    /** Looks for growth once a period; to be called once. */
    void follow(ScheduledExecutorService executor, Duration period) {
        if (!tape.extent().ended()) {
            long nanos = TimeUnit.NANOSECONDS.convert(period);
            looking = executor.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public Game game() {
        return recording.game();
    }

    @Override
    public String incarnation() {
        return recording.incarnation();
    }

    @Override
    public Extent extent() {
        requireGood();
        return recording.extent();
    }

    @Override
    public List<GameEvent> read(long from, int max) {
        requireGood();
        return recording.read(from, max);
    }

    @Override
    public long indexAt(long timeNanos) {
        requireGood();
        return recording.indexAt(timeNanos);
    }

    @Override
    public Runnable onGrowth(Runnable listener) {
        Runnable registration = recording.onGrowth(listener);
        listeners.add(listener);
        return () -> {
            registration.run();
            listeners.remove(listener);
        };
    }

    @Override
    public void close() {
        stop();
        recording.close();
    }

    private void look() {
        try {
            tape.refresh();
            if (tape.extent().ended()) {
                stop();
            }
        } catch (ReplayException e) {
            fail(e);
        } catch (IOException e) {
            fail(new StorageUnavailableException(tape.text().path() + " can't be read: " + e, e));
        }
    }

    private void fail(ReplayException reason) {
        failure = reason;
        stop();
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("{}: a growth listener threw", tape.text().path(), e);
            }
        }
    }

    private void stop() {
        Future<?> running = looking;
        if (running != null) {
            running.cancel(false);
        }
    }

    private void requireGood() {
        ReplayException reason = failure;
        if (reason != null) {
            throw reason;
        }
    }

    private static void close(Tape tape) {
        try {
            tape.close();
        } catch (IOException e) {
            LOG.warn("{} did not close cleanly", tape.text().path(), e);
        }
    }
}
