package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.file.RecordingConversion.Plain;
import dev.rallycast.storage.file.WriterLocks.WriterLock;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one recording, to look after: what it holds, whether it is whole, and how to get it whole again. The file need
 * not be in a storage's folder, nor have the name that its game's id stands for. {@code docs/recording-format.md} describes
 * it. Each call opens the file anew and lets go of it. Thread-safe.
 *
 * <p>Every method throws {@link GameNotFoundException} if there is no such file, and {@link StorageUnavailableException} if it
 * can't be read. What is compressed can be looked at and repaired as far as it can be unpacked; where it can't be opened at
 * all, every method throws {@link CorruptRecordingException}.
 */
public final class RecordingFile {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingFile.class);

    private final Disk disk;
    private final Path file;

    private RecordingFile(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /**
     * A recording's file, which is not touched yet.
     *
     * @param file {@code .jsonl}; whatever is named {@code .gz} counts as compressed. A symbolic link is followed
     */
    public static RecordingFile at(Path file) {
        return at(Disk.SYSTEM, file);
    }

    /** A file on a disk that tests have made. */
    static RecordingFile at(Disk disk, Path file) {
        return new RecordingFile(disk, requireNonNull(file, "file"));
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** Tells what the file holds; see {@link #info(RecordingProgress)}. */
    public RecordingInfo info() {
        return info(RecordingProgress.NONE);
    }

    /**
     * Tells what the file holds. It is read through, unless it is large and has a valid index.
     *
     * @throws CorruptRecordingException if it has no header that can be read
     */
    public RecordingInfo info(RecordingProgress progress) {
        requireNonNull(progress, "progress");
        return reading(path -> {
            try (TextSource source = RecordingText.open(disk, path)) {
                return new RecordingGlance(disk, path, source).info(file, progress);
            }
        });
    }

    /**
     * Reads everything and checks each line's form, JSON, UTF-8 and checksum, and what the end mark counts. Goes on behind
     * damage and never changes anything. A recording that is being written may seem to have a torn tail.
     */
    public Verification verify(RecordingProgress progress) {
        requireNonNull(progress, "progress");
        return reading(path -> {
            try (TextSource source = RecordingText.open(disk, path)) {
                return scan(source, progress);
            }
        });
    }

    /**
     * Saves what can be saved; changes nothing if there is nothing to repair.
     *
     * <ul>
     *   <li>A torn tail is cut off. If it is a whole line of a recording without checksums that lacks only its line feed, it gets
     *       that instead.
     *   <li>If a line before it is damaged, all whole lines are written to a new file in their order, with new checksums if
     *       they had some, and that takes the place of the old one once it is on the disk and was read back. It has another
     *       incarnation. The end mark stays if there was a whole one, and counts what is left: a game that was over stays over.
     *   <li>A header that is damaged is made of what can be read of it; the file's name gives the id, and a sport that can't be
     *       read is {@code unknown}.
     *   <li>What is taken away is kept beside the file as {@code <file>.damaged-N} with the first number that is free: all of
     *       the old file, or just its torn tail if nothing else was wrong.
     * </ul>
     *
     * @param progress begins anew with each pass: looking for damage and, if there is some, writing and reading back
     * @throws RecordingLockedException if a writer is open on it
     * @throws CorruptRecordingException if nothing in it is whole
     */
    public Repair repair(RecordingProgress progress) {
        requireNonNull(progress, "progress");
        return reading(path -> {
            WriterLock lock = WriterLocks.tryAcquire(RecordingText.folder(path), RecordingText.stem(path));
            if (lock == null) {
                throw new RecordingLockedException(file + " is being recorded by a writer: it can't be repaired");
            }
            try {
                return new RecordingRepair(disk, path, progress).run();
            } finally {
                release(lock);
            }
        });
    }

    /**
     * Writes the recording to another file, checksummed even if it was not, and compressed if the target ends in
     * {@code .gz}. What was checksummed keeps every byte of its text but for a torn tail, which is left out. Without
     * checksums, blank lines are left out as well, and a last line that lacks only its line feed is kept. This file may have
     * been compressed by any program. The target appears complete or not at all. This file stays as it is.
     *
     * @param progress begins anew with each pass: writing and reading back
     * @throws GameExistsException if the target exists
     * @throws RecordingLockedException if a writer is open on the target
     * @throws CorruptRecordingException if this recording is damaged: repair it first
     * @throws IllegalStateException if it has no end mark and the target is compressed: nothing could be added any more
     */
    public void convert(Path target, RecordingProgress progress) {
        convert(target, null, progress);
    }

    /**
     * Makes a recording of a file of another program: JSON lines without a header. Each line is the payload of an event, with
     * the time, kind and mark that are found in it; the recording ends with them unless they are live. For the rest like
     * {@link #convert(Path, RecordingProgress)}.
     *
     * @param lines how to read the file
     * @param gameId the game's id, see {@link #gameId()}
     * @throws GameExistsException if the target exists
     * @throws RecordingLockedException if a writer is open on the target
     * @throws CorruptRecordingException if a line is not an object with a time
     * @throws IllegalStateException if this file has a header, or if the lines are live and the target is compressed
     * @throws dev.rallycast.model.InvalidGameIdException if the id is not valid
     */
    public void convert(Path target, PlainLines lines, String gameId, RecordingProgress progress) {
        requireNonNull(lines, "lines");
        convert(target, new Plain(lines, GameIds.require(requireNonNull(gameId, "gameId"))), progress);
    }

    /** The id of the game whose recording a storage keeps under the file's name; empty if there is none. */
    public Optional<String> gameId() {
        return FileNames.gameId(RecordingText.stem(file)).filter(GameIds::isValid);
    }

    private void convert(Path target, @Nullable Plain plain, RecordingProgress progress) {
        requireNonNull(target, "target");
        requireNonNull(progress, "progress");
        reading(path -> {
            WriterLock lock = WriterLocks.tryAcquire(RecordingText.folder(target), RecordingText.stem(target));
            if (lock == null) {
                throw new RecordingLockedException(target + " is being recorded by a writer: it can't be made");
            }
            try {
                new RecordingConversion(disk, path, target, plain, progress).run();
                return target;
            } finally {
                release(lock);
            }
        });
    }

    /**
     * Makes the sidecar index anew; does nothing if the recording is too short to need one. Threads of the common pool help
     * with a long one.
     *
     * @return {@link IndexState#VALID} or {@link IndexState#NOT_NEEDED}
     * @throws CorruptRecordingException if the recording is damaged
     */
    public IndexState index(IndexDensity density, RecordingProgress progress) {
        requireNonNull(density, "density");
        requireNonNull(progress, "progress");
        return reading(path -> {
            try (TextSource source = RecordingText.open(disk, path)) {
                return new RecordingGlance(disk, path, source).index(density, progress);
            }
        });
    }

    /**
     * Opens the recording, as a storage would if the file lay in its folder under the right name. What is added to it is not
     * seen.
     *
     * @throws CorruptRecordingException if it is damaged
     */
    public Recording open() {
        return reading(path -> FollowedRecording.open(disk, path));
    }

    /**
     * Opens the recording, and looks for what others add to it once a period, until it is closed or has its end mark. If that
     * fails, for instance as the file is gone or what was added is damaged, listeners are told of growth, and every read and
     * the {@link Recording#extent() extent} throws the reason.
     *
     * @param executor looks, and calls listeners
     * @throws CorruptRecordingException if it is damaged
     * @throws IllegalArgumentException if the period is not positive
     */
    public Recording follow(ScheduledExecutorService executor, Duration period) {
        requireNonNull(executor, "executor");
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("period is " + period + ": expected more than 0");
        }
        return reading(path -> {
            FollowedRecording recording = FollowedRecording.open(disk, path);
            recording.follow(executor, period);
            return recording;
        });
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Path path) throws IOException;
    }

    private <T> T reading(Work<T> work) {
        try {
            // Whoever names a file means what it links to; a link would be replaced by a repair.
            return work.on(Files.isSymbolicLink(file) ? file.toRealPath() : file);
        } catch (NoSuchFileException e) {
            String why = e.getReason() == null ? "there is no such file" : e.getReason();
            throw new GameNotFoundException(e.getFile() + ": " + why, e);
        } catch (AccessDeniedException e) {
            throw new StorageUnavailableException(e.getFile() + ": access is denied", e);
        } catch (IOException e) {
            throw new StorageUnavailableException(file + " can't be read or written: " + e, e);
        }
    }

    private static Verification scan(TextSource source, RecordingProgress progress) throws IOException {
        return RecordingScan.of(source, progress, (bytes, start, end) -> {}).verification();
    }

    private static void release(WriterLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            LOG.warn("a writer's lock was not released cleanly", e);
        }
    }
}
