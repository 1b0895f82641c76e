package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.file.WriterLocks.WriterLock;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings as files of one folder, one JSON object a line, as {@code docs/recording-format.md} describes. People can
 * read, search and write them. Thread-safe.
 *
 * <p>All recordings that one object opens of the same game share one index, and see at once what its writer appends. What
 * another object or process appends is seen when a recording is opened anew or, if that is asked for, once a period. A game has at most one writer on a machine.
 */
public final class FileGameStorage implements WritableGameStorage {
    private static final Logger LOG = LoggerFactory.getLogger(FileGameStorage.class);

    private final Disk disk;
    private final Folder folder;
    private final SyncLevel sync;
    private final Tapes tapes;
    private final @Nullable Future<?> following;
    private volatile boolean closed;

    private FileGameStorage(Builder builder) throws IOException {
        this.disk = builder.disk;
        this.folder = Folder.open(
                builder.disk,
                builder.root,
                new LongTexts(builder.density, builder.mapped, builder.indexFrom),
                builder.plain,
                builder.sync);
        this.sync = builder.sync;
        this.tapes = new Tapes(folder);
        // Unlike Duration.toNanos, it takes any period.
        long nanos = TimeUnit.NANOSECONDS.convert(builder.followEvery);
        this.following = builder.follower == null
                ? null
                : builder.follower.scheduleWithFixedDelay(tapes::refreshAll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Opens a folder, and makes it if there is none. Appends survive a power cut.
     *
     * @throws StorageUnavailableException if the folder can't be made or used
     */
    public static FileGameStorage open(Path root) {
        return builder(root).build();
    }

    /** Starts a storage with options. */
    public static Builder builder(Path root) {
        return new Builder(requireNonNull(root, "root"));
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {
        private final Path root;
        private SyncLevel sync = SyncLevel.DISK;
        private IndexDensity density = IndexDensity.SPARSE;
        private @Nullable PlainLines plain;
        private @Nullable ScheduledExecutorService follower;
        private Duration followEvery = Duration.ZERO;
        private boolean mapped;
        private long indexFrom = LongTexts.WORTHWHILE_BYTES;
        private Disk disk = Disk.SYSTEM;

        private Builder(Path root) {
            this.root = root;
        }

        /** What an append has survived when it returns; by default {@link SyncLevel#DISK}. */
        public Builder sync(SyncLevel level) {
            sync = requireNonNull(level, "level");
            return this;
        }

        /**
         * How many places the indexes of long recordings know that are made; by default {@link IndexDensity#SPARSE}. An index
         * file that is there already is used as it is, if it fits; {@link RecordingFile#index} makes it anew. Threads of the
         * {@linkplain java.util.concurrent.ForkJoinPool#commonPool() common pool} help to make one.
         */
        public Builder index(IndexDensity places) {
            density = requireNonNull(places, "places");
            return this;
        }

        /**
         * Whether finished recordings of 1 MiB or more are mapped into memory, by default not: that is faster, but on Windows
         * nobody can delete or replace them for as long, and files that others might cut, or that are on the network, should
         * not be mapped.
         */
        public Builder mapped(boolean finishedRecordings) {
            mapped = finishedRecordings;
            return this;
        }

        /**
         * Opens files without a header, too, as those of another program; by default they are refused. A game's id gives
         * the file's name as for any recording.
         */
        public Builder plain(PlainLines lines) {
            plain = requireNonNull(lines, "lines");
            return this;
        }

        /**
         * Looks, once a period, for what other processes have added to the recordings that are open; by default that is seen
         * when a recording is opened anew. The looking stops when the storage is closed; the executor is the caller's.
         *
         * @param executor its threads read files
         * @throws IllegalArgumentException if the period is not above zero
         */
        public Builder follow(ScheduledExecutorService executor, Duration period) {
            if (period.isZero() || period.isNegative()) {
                throw new IllegalArgumentException("follow period " + period + ": expected above zero");
            }
            follower = requireNonNull(executor, "executor");
            followEvery = period;
            return this;
        }

        /** The length of text from which index files are made. */
        Builder indexFrom(long bytes) {
            indexFrom = bytes;
            return this;
        }

        /** Takes the place of the disk in tests. */
        Builder disk(Disk replacement) {
            disk = replacement;
            return this;
        }

        /**
         * Opens the folder, and makes it if there is none.
         *
         * @throws StorageUnavailableException if the folder can't be made or used
         */
        public FileGameStorage build() {
            try {
                return new FileGameStorage(this);
            } catch (IOException e) {
                throw new StorageUnavailableException("folder " + root + " can't be used: " + e, e);
            }
        }
    }

    @Override
    public Optional<Game> find(String gameId) {
        String stem = stem(gameId);
        try {
            return Optional.of(folder.header(stem, gameId).game());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed(gameId, "can't be read", e);
        }
    }

    @Override
    public Stream<Game> list() {
        requireOpen();
        try {
            return folder.games();
        } catch (IOException e) {
            throw new StorageUnavailableException("folder " + folder.root() + " can't be listed: " + e, e);
        }
    }

    @Override
    public Recording open(String gameId) {
        String stem = stem(gameId);
        try {
            Tape tape = tapes.acquire(stem, gameId);
            return new FileRecording(tape, () -> tapes.release(stem, tape));
        } catch (NoSuchFileException e) {
            throw notFound(gameId, e);
        } catch (IOException e) {
            throw failed(gameId, "can't be opened", e);
        }
    }

    @Override
    public RecordingWriter create(Game game) {
        String gameId = requireNonNull(game, "game").id();
        String stem = stem(gameId);
        String incarnation = UUID.randomUUID().toString();
        ByteBuilder header = Header.encode(game, incarnation);
        if (header.size() > LineReader.MAX_LINE_BYTES) {
            throw new IllegalArgumentException("game \"" + gameId + "\": the metadata takes " + header.size()
                    + " bytes: expected at most " + LineReader.MAX_LINE_BYTES);
        }
        try {
            WriterLock lock = WriterLocks.tryAcquire(folder.root(), stem);
            if (lock == null) {
                throw new GameExistsException("game \"" + gameId + "\" is being recorded by another writer");
            }
            try {
                if (folder.exists(stem)) {
                    throw new GameExistsException("game \"" + gameId + "\" has a recording already");
                }
                folder.create(stem, header, sync);
                return writer(stem, gameId, lock);
            } catch (IOException | RuntimeException e) {
                release(lock);
                throw e;
            }
        } catch (IOException e) {
            throw failed(gameId, "can't be created", e);
        }
    }

    @Override
    public RecordingWriter append(String gameId) {
        String stem = stem(gameId);
        try {
            if (!folder.isRecording(stem)) {
                throw notFound(gameId, null);
            }
            WriterLock lock = WriterLocks.tryAcquire(folder.root(), stem);
            if (lock == null) {
                throw new RecordingLockedException("game \"" + gameId + "\" is being recorded by another writer");
            }
            try {
                return writer(stem, gameId, lock);
            } catch (IOException | RuntimeException e) {
                release(lock);
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw notFound(gameId, e);
        } catch (IOException e) {
            throw failed(gameId, "can't be opened to write", e);
        }
    }

    @Override
    public boolean delete(String gameId) {
        String stem = stem(gameId);
        try {
            if (!folder.isRecording(stem)) {
                return false;
            }
            WriterLock lock = WriterLocks.tryAcquire(folder.root(), stem);
            if (lock == null) {
                throw new RecordingLockedException("game \"" + gameId + "\" is being recorded: it can't be deleted");
            }
            try {
                return folder.delete(stem, sync);
            } finally {
                tapes.forget(stem);
                release(lock);
            }
        } catch (IOException e) {
            throw failed(gameId, "can't be deleted", e);
        }
    }

    /**
     * Puts a recording that has its end mark into its compressed form, which takes a fraction of the space and is read more
     * slowly. Recordings that are open read on from the old file, as long as the system keeps it for them. One that is compressed
     * stays as it is.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws GameNotFoundException if there is no such game
     * @throws IllegalStateException if the recording has no end mark, as a plain file has none
     * @throws RecordingLockedException if a writer is open
     * @throws dev.rallycast.model.CorruptRecordingException if the recording is damaged
     * @throws StorageUnavailableException if storage failed
     * @throws RecordingClosedException if the storage is closed
     */
    public void compress(String gameId) {
        String stem = stem(gameId);
        try {
            WriterLock lock = WriterLocks.tryAcquire(folder.root(), stem);
            if (lock == null) {
                throw new RecordingLockedException("game \"" + gameId + "\" is being recorded: it can't be compressed");
            }
            try {
                compressLocked(stem, gameId);
            } finally {
                release(lock);
            }
        } catch (NoSuchFileException e) {
            throw notFound(gameId, e);
        } catch (IOException e) {
            throw failed(gameId, "can't be compressed", e);
        }
    }

    private void compressLocked(String stem, String gameId) throws IOException {
        Tape tape = tapes.acquire(stem, gameId);
        try {
            // A plain file has none, and belongs to another program.
            if (!tape.extent().ended() || tape.header().lines() instanceof PlainForm) {
                throw new IllegalStateException(
                        "game \"" + gameId + "\" has no end mark: expected a finished recording");
            }
            if (!(tape.text() instanceof GzipSource)) {
                folder.compress(stem, tape.text(), sync);
                tapes.forget(stem);
            }
        } finally {
            tapes.release(stem, tape);
        }
    }

    @Override
    public void close() {
        closed = true;
        if (following != null) {
            following.cancel(false);
        }
    }

    private RecordingWriter writer(String stem, String gameId, WriterLock lock) throws IOException {
        Tape tape = tapes.acquire(stem, gameId);
        try {
            if (tape.extent().ended()) {
                throw new RecordingEndedException("game \"" + gameId + "\" has its end mark: nothing can follow");
            }
            if (tape.header().lines() instanceof PlainForm) {
                throw new RecordingLockedException(
                        "game \"" + gameId + "\" is a plain file: only the program it belongs to adds to it");
            }
            if (tape.text() instanceof GzipSource) {
                throw new CorruptRecordingException(
                        tape.text().path() + ": a compressed recording without an end mark, expected a finished one");
            }
            return FileRecordingWriter.open(
                    tape, DataFile.openToWrite(disk, tape.text().path()), sync, () -> {
                        release(lock);
                        tapes.release(stem, tape);
                    });
        } catch (IOException | RuntimeException e) {
            tapes.release(stem, tape);
            throw e;
        }
    }

    private static void release(WriterLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            LOG.warn("a writer's lock was not released cleanly", e);
        }
    }

    private String stem(String gameId) {
        requireNonNull(gameId, "gameId");
        requireOpen();
        return FileNames.stem(GameIds.require(gameId));
    }

    private void requireOpen() {
        if (closed) {
            throw new RecordingClosedException("storage in " + folder.root() + " is closed");
        }
    }

    private GameNotFoundException notFound(String gameId, @Nullable IOException cause) {
        return new GameNotFoundException("game \"" + gameId + "\" has no recording in " + folder.root(), cause);
    }

    private StorageUnavailableException failed(String gameId, String what, IOException cause) {
        return new StorageUnavailableException(
                "game \"" + gameId + "\" in " + folder.root() + " " + what + ": " + cause, cause);
    }
}
