package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one writer of a tape: each batch is one write behind what is there. */
final class FileRecordingWriter implements RecordingWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FileRecordingWriter.class);

    /** What is kept between batches at most; bigger ones take memory of their own. */
    private static final int KEPT_BYTES = 128 * 1024;

    private static final int KEPT_EVENTS = 1024;

    private final Tape tape;
    private final DataFile file;
    private final SyncLevel sync;
    private final Runnable release;
    private final LineEncoder encoder;

    // Used again by each batch.
    private final ByteBuilder lines = new ByteBuilder();
    private int[] lengths = new int[1];
    private long[] timesNanos = new long[1];

    private long end;
    private boolean failed;
    private boolean closed;

    private FileRecordingWriter(Tape tape, DataFile file, SyncLevel sync, Runnable release) {
        this.tape = tape;
        this.file = file;
        this.sync = sync;
        this.release = release;
        this.encoder = new LineEncoder(tape.header().lines().checksummed());
        this.end = tape.startWriting();
    }

    /**
     * Goes on behind the last complete line of a tape that is up to date; a torn tail is cut off.
     *
     * @param file the tape's file to write, closed with the writer
     * @param release runs once, when the writer is closed
     */
    static FileRecordingWriter open(Tape tape, DataFile file, SyncLevel sync, Runnable release) throws IOException {
        FileRecordingWriter writer = new FileRecordingWriter(tape, file, sync, release);
        try {
            writer.cutTornTail();
        } catch (IOException e) {
            tape.stopWriting();
            file.close();
            throw e;
        }
        return writer;
    }

    @Override
    public long append(List<EventDraft> events) {
        requireUsable();
        if (tape.extent().ended()) {
            throw new RecordingEndedException("game \"" + gameId() + "\" has its end mark: nothing can follow");
        }
        if (events.isEmpty()) {
            return tape.extent().size();
        }
        List<EventDraft> batch = List.copyOf(events);
        long first = tape.extent().size();
        int count = batch.size();
        reserve(count, requireValid(batch));
        for (int i = 0; i < count; i++) {
            int start = lines.size();
            EventDraft event = batch.get(i);
            encoder.event(lines, event, first + i);
            lengths[i] = lines.size() - start;
            timesNanos[i] = event.timeNanos();
        }
        write();
        return tape.appended(timesNanos, lengths, count);
    }

    @Override
    public void end() {
        requireUsable();
        if (tape.extent().ended()) {
            return;
        }
        reserve(0, 0);
        encoder.endMark(lines, tape.extent().size());
        write();
        tape.ended(lines.size());
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        // Whatever goes wrong, nobody else can write before the lock is free.
        try (file) {
            tape.stopWriting();
        } catch (IOException e) {
            LOG.warn("game \"{}\": {} did not close cleanly", gameId(), file.path(), e);
        } finally {
            release.run();
        }
    }

    /** Checks all payloads before the first line is made, and returns how many bytes they have. */
    private int requireValid(List<EventDraft> batch) {
        int bytes = 0;
        for (int i = 0; i < batch.size(); i++) {
            try {
                bytes = Math.addExact(bytes, batch.get(i).data().requireValid().size());
            } catch (InvalidPayloadException e) {
                throw new InvalidPayloadException(
                        "game \"" + gameId() + "\", event " + i + " of the batch: " + e.getMessage(), e);
            }
        }
        return bytes;
    }

    private void reserve(int events, int payloadBytes) {
        lines.clear(KEPT_BYTES);
        lines.reserved(payloadBytes);
        if (events > lengths.length || lengths.length > KEPT_EVENTS) {
            lengths = new int[events];
            timesNanos = new long[events];
        }
    }

    private void write() {
        // Until it has succeeded: if it fails in whatever way, nobody knows which bytes arrived, so nothing may follow.
        failed = true;
        try {
            file.write(lines.array(), lines.size(), end);
            if (sync == SyncLevel.DISK) {
                file.force();
            }
            end += lines.size();
            failed = false;
        } catch (IOException e) {
            try {
                file.truncate(end);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw new StorageUnavailableException(
                    "game \"" + gameId() + "\": " + file.path() + " can't be written: " + e, e);
        }
    }

    private void cutTornTail() throws IOException {
        long size = file.size();
        if (size > end) {
            LOG.warn("{}: cut {} bytes of a torn write behind byte {}", file.path(), size - end, end);
            file.truncate(end);
            file.force();
        }
    }

    private void requireUsable() {
        if (closed) {
            throw new RecordingClosedException("game \"" + gameId() + "\": the writer is closed");
        }
        if (failed) {
            throw new StorageUnavailableException(
                    "game \"" + gameId() + "\": a write failed before, open another writer to go on");
        }
    }

    private String gameId() {
        return tape.header().game().id();
    }
}
