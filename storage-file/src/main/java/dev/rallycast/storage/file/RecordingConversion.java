package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes a recording anew in another form, checksummed, under a name whose writer's lock is held. Not thread-safe. */
final class RecordingConversion {
    /**
     * A file of another program.
     *
     * @param lines how to read it
     * @param gameId the id that its game gets
     */
    record Plain(PlainLines lines, String gameId) {}

    /** What was written. */
    private record Written(long events, boolean ended) {}

    private static final RecordingScan.Sink NOWHERE = (bytes, start, end) -> {};
    private static final long TOLD_EVERY = 1 << 20;

    private final Disk disk;
    private final Path file;
    private final Path target;
    private final @Nullable Plain plain;
    private final RecordingProgress progress;

    /** @param plain how to read the file if it has no header; null for a recording */
    RecordingConversion(Disk disk, Path file, Path target, @Nullable Plain plain, RecordingProgress progress) {
        this.disk = disk;
        this.file = file;
        this.target = target;
        this.plain = plain;
        this.progress = progress;
    }

    /**
     * Converts.
     *
     * @throws GameExistsException if something has the target's name
     * @throws CorruptRecordingException if the recording is damaged
     * @throws IllegalStateException if it has no end mark and the target is compressed, or if it has a header and should have
     *     none
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
        Written written;
        try (TextSource source = open();
                TextSink sink = TextSink.open(disk, text)) {
            NewRecording recording = new NewRecording(sink, true);
            written = plain == null ? copy(source, recording) : translate(source, plain, recording);
            if (written.ended()) {
                recording.end();
            }
            recording.finish();
        }
        if (!written.ended() && RecordingText.form(target) == RecordingForm.GZIP) {
            throw new IllegalStateException(file + " has no end mark: expected a finished recording to compress");
        }
        try (TextSource source = DataFile.openToRead(disk, text)) {
            Verification read = RecordingScan.of(source, progress, NOWHERE).verification();
            if (!read.isClean() || read.events() != written.events()) {
                throw new IOException("what was written does not read back: " + read);
            }
        }
    }

    /** The text, also that of a gzip file that can't be read from anywhere. */
    private TextSource open() throws IOException {
        try {
            return RecordingText.open(disk, file);
        } catch (CorruptRecordingException e) {
            try {
                return UnpackedText.of(disk, file, RecordingText.unpacked(target));
            } catch (CorruptRecordingException damaged) {
                damaged.addSuppressed(e);
                throw damaged;
            }
        }
    }

    private Written copy(TextSource source, NewRecording recording) throws IOException {
        Header header = Header.read(source);
        recording.header(header(source, header));
        // Editors may leave a text without its last line feed; what is whole but for that must not get lost.
        boolean completed = !header.lines().checksummed() && RecordingText.lacksOnlyItsLineFeed(source);
        TextSource whole = completed ? FinalLineFeed.of(source) : source;
        Verification read = RecordingScan.of(whole, progress, recording::event).verification();
        if (read.problemCount() > 0) {
            throw new CorruptRecordingException(
                    read.problems().get(0) + "; " + read.problemCount() + " problems in all: repair it first");
        }
        return new Written(read.events(), read.ended());
    }

    private Written translate(TextSource source, Plain how, NewRecording recording) throws IOException {
        TextSource whole = how.lines().isLive() ? source : FinalLineFeed.of(source);
        Header header = Header.ofPlain(whole, how.lines(), how.gameId());
        if (header == null) {
            throw new IllegalStateException(
                    file + " has a header, it is a recording: expected a file of another program");
        }
        recording.header(Header.encode(header.game(), header.incarnation()));
        long size = whole.size();
        long told = 0;
        long events = 0;
        long maxTime = -1;
        LineReader in = new LineReader(whole, 0, size, 1);
        while (in.next()) {
            if (header.lines().isIgnored(in)) {
                continue;
            }
            GameEvent event = header.lines().event(in, events, maxTime);
            recording.event(new EventDraft(event.timeNanos(), event.kind(), event.mark(), event.data()));
            maxTime = event.timeNanos();
            events++;
            if (in.nextOffset() - told >= TOLD_EVERY) {
                told = in.nextOffset();
                progress.reached(told, size, events);
            }
        }
        progress.reached(size, size, events);
        return new Written(events, header.lines().endsWithText());
    }

    private static ByteBuilder header(TextSource source, Header header) throws IOException {
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
