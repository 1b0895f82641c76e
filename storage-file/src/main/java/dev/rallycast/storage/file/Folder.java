package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.StorageUnavailableException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that holds the files. Thread-safe. */
final class Folder {
    private static final Logger LOG = LoggerFactory.getLogger(Folder.class);

    private record Opened(TextSource text, Header header) {}

    private final Disk disk;
    private final Path root;
    private final IndexPolicy indexes;
    private final @Nullable PlainLines plain;

    private Folder(Disk disk, Path root, IndexPolicy indexes, @Nullable PlainLines plain) {
        this.disk = disk;
        this.root = root;
        this.indexes = indexes;
        this.plain = plain;
    }

    static Folder open(Disk disk, Path root, IndexPolicy indexes, @Nullable PlainLines plain) throws IOException {
        // Asked first: a link to a folder is a good root, but createDirectories refuses it.
        if (!Files.isDirectory(root)) {
            Files.createDirectories(root);
        }
        return new Folder(disk, root.toRealPath(), indexes, plain);
    }

    Path root() {
        return root;
    }

    /** Whether the name is taken, be it by something that is not a recording. */
    boolean exists(String stem) {
        return Files.exists(path(stem), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isRecording(String stem) {
        return Files.isRegularFile(path(stem), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Reads a header.
     *
     * @throws NoSuchFileException if there is no such recording
     * @throws CorruptRecordingException if it is damaged or another game's
     */
    Header header(String stem, String gameId) throws IOException {
        Opened opened = open(stem, gameId);
        opened.text.close();
        return opened.header;
    }

    /** Opens a recording; its events are not read yet. Throws like {@link #header}. */
    Tape tape(String stem, String gameId) throws IOException {
        Opened opened = open(stem, gameId);
        IndexKeeper keeper = new IndexKeeper(disk, indexPath(stem), opened.text, opened.header.lines(), indexes);
        return new Tape(opened.text, opened.header, keeper);
    }

    private Opened open(String stem, @Nullable String gameId) throws IOException {
        DataFile file = DataFile.openToRead(disk, path(stem));
        try {
            if (plain != null && gameId != null) {
                TextSource text = plain.isLive() ? file : FinalLineFeed.of(file);
                Header header = Header.ofPlain(text, plain, gameId);
                if (header != null) {
                    return new Opened(text, header);
                }
            }
            return new Opened(file, requireGame(file, Header.read(file), gameId));
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Makes a file with a header. It appears under its name with the header complete, or not at all. */
    void create(String stem, ByteBuilder header, SyncLevel sync) throws IOException {
        Path temporary = root.resolve(stem + FileNames.SUFFIX + FileNames.TEMPORARY_SUFFIX);
        // One that a crash has left, or a link that somebody has put there.
        disk.delete(temporary);
        disk.create(temporary);
        try (DataFile file = DataFile.openToWrite(disk, temporary)) {
            file.write(header.array(), header.size(), 0);
            if (sync == SyncLevel.DISK) {
                file.force();
            }
        }
        disk.rename(temporary, path(stem));
        forceNames(sync);
    }

    boolean delete(String stem, SyncLevel sync) throws IOException {
        boolean deleted = disk.delete(path(stem));
        disk.delete(indexPath(stem));
        forceNames(sync);
        return deleted;
    }

    /** All games in the order of their ids; a header is read when the stream comes to it. */
    Stream<Game> games() throws IOException {
        TreeMap<String, String> stems = new TreeMap<>();
        for (String stem : stems()) {
            gameId(stem).ifPresent(id -> stems.put(id, stem));
        }
        return stems.entrySet().stream()
                .map(entry -> readable(entry.getValue(), entry.getKey()))
                .flatMap(Optional::stream)
                .map(Header::game);
    }

    private List<String> stems() throws IOException {
        List<String> stems = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(root)) {
            for (Path path : paths) {
                String name = String.valueOf(path.getFileName());
                if (name.endsWith(FileNames.SUFFIX) && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    stems.add(name.substring(0, name.length() - FileNames.SUFFIX.length()));
                }
            }
        }
        return stems;
    }

    /** The id of a file name; empty, with a line in the log, if no game has that name. */
    private Optional<String> gameId(String stem) {
        Optional<String> id = FileNames.isHashed(stem)
                ? readable(stem, null).map(header -> header.game().id())
                : FileNames.gameId(stem);
        if (id.isPresent() && FileNames.stem(id.get()).equals(stem)) {
            return id;
        }
        LOG.warn("{}: left out, this is no game's file name", path(stem));
        return Optional.empty();
    }

    private Optional<Header> readable(String stem, @Nullable String gameId) {
        try {
            Opened opened = open(stem, gameId);
            opened.text.close();
            return Optional.of(opened.header);
        } catch (NoSuchFileException e) {
            LOG.debug("{}: deleted while listing", path(stem), e);
            return Optional.empty();
        } catch (CorruptRecordingException e) {
            LOG.warn("left out: {}", e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            throw new StorageUnavailableException(path(stem) + " can't be read: " + e, e);
        }
    }

    private static Header requireGame(TextSource file, Header header, @Nullable String gameId) {
        if (gameId != null && !header.game().id().equals(gameId)) {
            throw new CorruptRecordingException(file.path() + ", line 1 (byte 0): holds game \""
                    + header.game().id() + "\": expected \"" + gameId + "\"");
        }
        return header;
    }

    private Path path(String stem) {
        return root.resolve(stem + FileNames.SUFFIX);
    }

    private Path indexPath(String stem) {
        return root.resolve(stem + FileNames.INDEX_SUFFIX);
    }

    /** Makes new and removed names survive a power cut. */
    private void forceNames(SyncLevel sync) throws IOException {
        if (sync != SyncLevel.DISK) {
            return;
        }
        boolean interrupted = false;
        boolean done = false;
        while (!done) {
            // An interrupt would close the channel, see DataFile.
            interrupted |= Thread.interrupted();
            done = forceFolder();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean forceFolder() throws IOException {
        FileChannel channel;
        try {
            channel = disk.openFolder(root);
        } catch (IOException e) {
            LOG.debug("{}: this system, like Windows, does not open folders to force them to disk", root, e);
            return true;
        }
        try (channel) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        }
    }
}
