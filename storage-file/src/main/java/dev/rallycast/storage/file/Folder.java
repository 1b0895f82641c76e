package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.StorageUnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
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
    private final LongTexts indexes;
    private final @Nullable PlainLines plain;

    private Folder(Disk disk, Path root, LongTexts indexes, @Nullable PlainLines plain) {
        this.disk = disk;
        this.root = root;
        this.indexes = indexes;
        this.plain = plain;
    }

    static Folder open(Disk disk, Path root, LongTexts indexes, @Nullable PlainLines plain, SyncLevel sync)
            throws IOException {
        DurableFiles.createFolder(disk, root, sync);
        return new Folder(disk, root.toRealPath(), indexes, plain);
    }

    Path root() {
        return root;
    }

    /** Whether the name is taken, be it by something that is not a recording. */
    boolean exists(String stem) {
        return Files.exists(path(stem), LinkOption.NOFOLLOW_LINKS)
                || Files.exists(compressedPath(stem), LinkOption.NOFOLLOW_LINKS);
    }

    boolean isRecording(String stem) {
        return Files.isRegularFile(path(stem), LinkOption.NOFOLLOW_LINKS)
                || Files.isRegularFile(compressedPath(stem), LinkOption.NOFOLLOW_LINKS);
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
        TextSource file = openText(stem);
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
        DurableFiles.replace(disk, path(stem), sync, file -> file.write(header.array(), header.size(), 0));
    }

    /** Puts the compressed form of a recording's text in the place of the plain one. */
    void compress(String stem, TextSource text, SyncLevel sync) throws IOException {
        GzipWriter.compress(text, compressedPath(stem), disk, sync);
        disk.delete(path(stem));
        DurableFiles.forceNames(disk, root, sync);
    }

    boolean delete(String stem, SyncLevel sync) throws IOException {
        disk.delete(indexPath(stem));
        boolean deleted = disk.delete(compressedPath(stem));
        deleted |= disk.delete(path(stem));
        // What a crash has left on the way to each of them.
        for (Path path : new Path[] {indexPath(stem), compressedPath(stem), path(stem)}) {
            disk.delete(DurableFiles.temporary(path));
        }
        DurableFiles.forceNames(disk, root, sync);
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

    private Set<String> stems() throws IOException {
        Set<String> stems = new HashSet<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(root)) {
            for (Path path : paths) {
                String name = String.valueOf(path.getFileName());
                int dot = name.indexOf('.');
                String suffix = dot < 0 ? "" : name.substring(dot);
                boolean isRecording = suffix.equals(FileNames.SUFFIX) || suffix.equals(FileNames.COMPRESSED_SUFFIX);
                if (isRecording && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    stems.add(name.substring(0, dot));
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
        if (id.filter(GameIds::isValid)
                .map(FileNames::stem)
                .filter(stem::equals)
                .isPresent()) {
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

    /** Of both forms, the plain text counts: while a recording is compressed, both are there. */
    private TextSource openText(String stem) throws IOException {
        try {
            return DataFile.openToRead(disk, path(stem));
        } catch (NoSuchFileException e) {
            try {
                return GzipSource.open(disk, compressedPath(stem));
            } catch (NoSuchFileException none) {
                none.addSuppressed(e);
                throw none;
            }
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

    private Path compressedPath(String stem) {
        return root.resolve(stem + FileNames.COMPRESSED_SUFFIX);
    }

    private Path indexPath(String stem) {
        return root.resolve(stem + FileNames.INDEX_SUFFIX);
    }
}
