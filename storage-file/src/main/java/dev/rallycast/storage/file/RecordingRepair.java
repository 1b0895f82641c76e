package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.InvalidGameIdException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves what is whole of one recording, whose writer's lock is held. Not thread-safe. */
final class RecordingRepair {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingRepair.class);
    private static final String KEPT_SUFFIX = ".damaged-";
    private static final RecordingScan.Sink NOWHERE = (bytes, start, end) -> {};
    private static final int PIECE = 256 * 1024;

    private final Disk disk;
    private final Path file;
    private final RecordingProgress progress;
    private boolean completed; // the last line, which lacks only its line feed

    RecordingRepair(Disk disk, Path file, RecordingProgress progress) {
        this.disk = disk;
        this.file = file;
        this.progress = progress;
    }

    /**
     * Looks for damage and repairs it.
     *
     * @throws CorruptRecordingException if there is nothing to save
     */
    Repair run() throws IOException {
        RecordingScan scan = scan(NOWHERE);
        Verification found = scan.verification();
        if (found.isClean()) {
            return new Repair(found, found.events(), 0, 0, 0, false, false, Optional.empty());
        }
        if (lacksOnlyItsLineFeed(found)) {
            completed = true;
            scan = scan(NOWHERE);
        }
        Verification left = scan.verification();
        boolean isText = RecordingText.form(file) == RecordingForm.TEXT;
        Optional<Path> kept;
        if (isText && left.isClean()) {
            addLineFeed(found.bytes());
            kept = Optional.empty();
        } else if (isText && left.problemCount() == 0) {
            kept = Optional.of(cut(found.bytes() - found.tornBytes()));
        } else {
            kept = Optional.of(rewrite(scan));
        }
        return new Repair(
                found,
                left.events(),
                scan.lostLines(),
                scan.lostBytes(),
                left.tornBytes(),
                completed,
                !scan.isHeaderWhole(),
                kept);
    }

    private RecordingScan scan(RecordingScan.Sink sink) throws IOException {
        try (TextSource source = RecordingText.open(disk, file)) {
            return RecordingScan.of(completed ? FinalLineFeed.of(source) : source, progress, sink);
        }
    }

    private boolean lacksOnlyItsLineFeed(Verification found) throws IOException {
        if (found.checksummed() || found.tornBytes() == 0) {
            return false;
        }
        try (TextSource source = RecordingText.open(disk, file)) {
            return RecordingText.lacksOnlyItsLineFeed(source, found.bytes() - found.tornBytes());
        }
    }

    private void addLineFeed(long size) throws IOException {
        try (DataFile text = DataFile.openToWrite(disk, file)) {
            text.write(new byte[] {'\n'}, 1, size);
            text.force();
        }
    }

    /** Cuts what is behind the last whole line. */
    private Path cut(long size) throws IOException {
        Path kept = keep(disk::create);
        try (TextSource source = RecordingText.open(disk, file);
                DataFile copy = DataFile.openToWrite(disk, kept)) {
            byte[] piece = new byte[PIECE];
            long position = size;
            for (int count = source.read(piece, 0, PIECE, position);
                    count > 0;
                    count = source.read(piece, 0, PIECE, position)) {
                copy.write(piece, count, position - size);
                position += count;
            }
            copy.force();
        }
        DurableFiles.forceNames(disk, RecordingText.folder(file), SyncLevel.DISK);
        try (DataFile torn = DataFile.openToWrite(disk, file)) {
            torn.truncate(size);
            torn.force();
        }
        return kept;
    }

    /** Writes a new file with all that is whole. */
    private Path rewrite(RecordingScan scan) throws IOException {
        ByteBuilder header = header(scan);
        Path text = RecordingText.temporary(file);
        // One that a crash has left.
        disk.delete(text);
        disk.create(text);
        try {
            write(scan, header, text);
            check(text, scan.verification().events());
            keepPermissions(text);
            Path kept = keepOld();
            RecordingText.put(disk, text, file);
            return kept;
        } catch (IOException | RuntimeException e) {
            deleteAfter(e, text);
            throw e;
        }
    }

    private void write(RecordingScan scan, ByteBuilder header, Path text) throws IOException {
        try (TextSink sink = TextSink.open(disk, text)) {
            NewRecording recording = new NewRecording(sink, scan.isChecksummed());
            recording.header(header);
            scan(recording::event);
            if (scan.verification().ended()) {
                recording.end();
            }
            recording.finish();
        }
    }

    /** What is written takes the place of the only copy, so nothing is taken on trust. */
    private void check(Path text, long events) throws IOException {
        try (TextSource source = DataFile.openToRead(disk, text)) {
            Verification written = RecordingScan.of(source, progress, NOWHERE).verification();
            if (!written.isClean() || written.events() != events) {
                throw new IOException("what was saved does not read back as it was written: " + written);
            }
        }
    }

    private ByteBuilder header(RecordingScan scan) throws IOException {
        Header header = scan.header();
        if (header == null && HeaderLine.isOfAnotherVersion(scan.headerLine())) {
            throw new CorruptRecordingException(
                    scan.verification().problems().get(0) + ", so it can't be repaired here");
        }
        HeaderLine line = header == null ? HeaderLine.rescue(scan.headerLine()) : HeaderLine.of(scan.headerLine());
        String id = line.get("id");
        if (header == null && scan.verification().events() == 0 && !HeaderLine.isMeant(scan.headerLine())) {
            // Perhaps it is another program's: nothing of it would be left.
            throw new CorruptRecordingException(
                    file + ": holds neither a header nor an event that is whole: there is nothing to repair");
        }
        if (scan.isHeaderWhole() && scan.lostLines() == 0 && scan.verification().missingEvents() == 0) {
            return line.encode(scan.isChecksummed());
        }
        if (!scan.isHeaderWhole()) {
            line.with("id", gameId(id));
            if (line.get("sport") == null) {
                line.with("sport", "unknown");
            }
        }
        // It is another content now: nobody may go on in it where they were in the old one.
        line.with("incarnation", UUID.randomUUID().toString());
        // A damaged line may have something else instead of a date.
        HeaderLine valid = line.isHeader() ? line : line.without("scheduledStart");
        return valid.encode(scan.isChecksummed());
    }

    /** The id that the file's name stands for, as a storage expects, unless the line's own gives that name. */
    private String gameId(@Nullable String id) {
        String stem = RecordingText.stem(file);
        String valid = id == null ? null : validOrNull(id);
        if (valid != null && FileNames.stem(valid).equals(stem)) {
            return valid;
        }
        Optional<String> named = FileNames.gameId(stem).filter(name -> validOrNull(name) != null);
        return named.orElse(valid == null ? "recovered" : valid);
    }

    private static @Nullable String validOrNull(String id) {
        try {
            return GameIds.require(id);
        } catch (InvalidGameIdException e) {
            return null;
        }
    }

    /** Gives the file its second name, so that there is never a moment without a file of the first. */
    private Path keepOld() throws IOException {
        return keep(path -> {
            try {
                disk.link(file, path);
            } catch (FileAlreadyExistsException e) {
                throw e;
            } catch (IOException | UnsupportedOperationException e) {
                LOG.debug("{}: this file system gives a file only one name", file, e);
                disk.rename(file, path);
            }
        });
    }

    @FunctionalInterface
    private interface Making {
        void at(Path path) throws IOException;
    }

    /** Makes a file with the first name that is free. */
    private Path keep(Making making) throws IOException {
        for (int number = 1; ; number++) {
            Path path = file.resolveSibling(file.getFileName() + KEPT_SUFFIX + number);
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                continue;
            }
            try {
                making.at(path);
                return path;
            } catch (FileAlreadyExistsException e) {
                LOG.debug("{} was made just now by somebody else", path, e);
            }
        }
    }

    private void keepPermissions(Path text) throws IOException {
        PosixFileAttributeView old = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        PosixFileAttributeView fresh = Files.getFileAttributeView(text, PosixFileAttributeView.class);
        if (old != null && fresh != null) {
            fresh.setPermissions(old.readAttributes().permissions());
        }
    }

    private void deleteAfter(Exception failure, Path text) {
        try {
            disk.delete(text);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
