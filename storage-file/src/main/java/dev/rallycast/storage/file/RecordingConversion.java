package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameExistsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Writes a recording anew in another form, checksummed, under a name whose writer's lock is held. Not thread-safe. */
final class RecordingConversion {
    private static final RecordingScan.Sink NOWHERE = (bytes, start, end) -> {};

    private final Disk disk;
    private final Path file;
    private final Path target;
    private final RecordingProgress progress;

    RecordingConversion(Disk disk, Path file, Path target, RecordingProgress progress) {
        this.disk = disk;
        this.file = file;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Converts.
     *
     * @throws GameExistsException if something has the target's name
     * @throws CorruptRecordingException if the recording is damaged
     * @throws IllegalStateException if it has no end mark and the target is compressed
     */
    void run() throws IOException {
        requireFree();
        Path text = RecordingText.temporary(target);
        // One that a crash has left.
        disk.delete(text);
        disk.create(text);
        try {
            write(text);
            requireFree();
            RecordingText.put(disk, text, target);
        } catch (IOException | RuntimeException e) {
            try {
                disk.delete(text);
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void write(Path text) throws IOException {
        Verification read;
        try (TextSource source = RecordingText.open(disk, file);
                TextSink sink = TextSink.open(disk, text)) {
            NewRecording recording = new NewRecording(sink, true);
            recording.header(header(source));
            read = RecordingScan.of(source, progress, recording::event).verification();
            if (read.ended()) {
                recording.end();
            }
            recording.finish();
        }
        if (read.problemCount() > 0) {
            throw new CorruptRecordingException(
                    read.problems().get(0) + "; " + read.problemCount() + " problems in all: repair it first");
        }
        if (!read.ended() && RecordingText.form(target) == RecordingForm.GZIP) {
            throw new IllegalStateException(file + " has no end mark: expected a finished recording to compress");
        }
        try (TextSource source = DataFile.openToRead(disk, text)) {
            Verification written = RecordingScan.of(source, progress, NOWHERE).verification();
            if (!written.isClean() || written.events() != read.events()) {
                throw new IOException("what was written does not read back: " + written);
            }
        }
    }

    private ByteBuilder header(TextSource source) throws IOException {
        Header header = Header.read(source);
        LineReader in = new LineReader(source, 0, header.nextOffset(), 1);
        if (!in.next()) {
            throw in.missing("no complete line: expected a header line");
        }
        if (LineChecksum.holds(in.buffer(), in.start(), in.end(), 0)) {
            return new ByteBuilder().bytes(in.copy()).ascii("\n");
        }
        // Said aloud, since what it is derived from changes.
        return HeaderLine.of(in.copy())
                .with("incarnation", header.incarnation())
                .encode(true);
    }

    private void requireFree() {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new GameExistsException(target + " exists already: expected a name that is free");
        }
    }
}
