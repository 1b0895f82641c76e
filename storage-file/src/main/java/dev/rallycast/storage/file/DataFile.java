package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file for positional reads and writes that outlives interrupts. A {@link FileChannel} closes itself for everybody when
 * a thread that uses it is interrupted; here it is opened again and the operation repeated, and the thread stays
 * interrupted. Symbolic links are not followed. Thread-safe.
 */
final class DataFile implements TextSource {
    @FunctionalInterface
    private interface Operation<T> {
        T on(FileChannel channel) throws IOException;
    }

    private final Disk disk;
    private final Path path;
    private final Set<OpenOption> options;
    private final @Nullable Object key;
    private volatile FileChannel channel; // replaced under this
    private volatile boolean closed;

    private DataFile(Disk disk, Path path, Set<OpenOption> options) throws IOException {
        this.disk = disk;
        this.path = path;
        this.options = options;
        this.key = keyOf(path);
        this.channel = disk.open(path, options);
    }

    /**
     * Opens an existing file to read.
     *
     * @throws NoSuchFileException if there is none, or if it is not a regular file
     */
    static DataFile openToRead(Disk disk, Path path) throws IOException {
        return new DataFile(disk, path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    /**
     * Opens an existing file to write.
     *
     * @throws NoSuchFileException if there is none, or if it is not a regular file
     */
    static DataFile openToWrite(Disk disk, Path path) throws IOException {
        return new DataFile(disk, path, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other instanceof DataFile that && Objects.equals(key, that.key);
    }

    @Override
    public long size() throws IOException {
        return run(FileChannel::size);
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        return run(c -> PageReads.read(c, target, offset, length, position));
    }

    /** A part of the file in memory, at most 2 GiB, which stays when this is closed. */
    ByteBuffer map(long position, long length) throws IOException {
        return run(c -> c.map(MapMode.READ_ONLY, position, length));
    }

    /** Writes bytes at a position; writing them again after an interrupt does no harm. */
    void write(byte[] source, int length, long position) throws IOException {
        run(c -> {
            ByteBuffer bytes = ByteBuffer.wrap(source, 0, length);
            long at = position;
            while (bytes.hasRemaining()) {
                at += c.write(bytes, at);
            }
            return at;
        });
    }

    void truncate(long size) throws IOException {
        run(c -> c.truncate(size));
    }

    void force() throws IOException {
        run(c -> {
            c.force(false);
            return c;
        });
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        channel.close();
    }

    private <T> T run(Operation<T> operation) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                FileChannel current = channel();
                try {
                    return operation.on(current);
                } catch (ClosedChannelException e) {
                    // This thread's own interrupt, or that of another thread on the same channel.
                    interrupted |= Thread.interrupted();
                    if (closed) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private FileChannel channel() throws IOException {
        FileChannel current = channel;
        return !closed && current.isOpen() ? current : reopened();
    }

    private synchronized FileChannel reopened() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!channel.isOpen()) {
            if (!Objects.equals(key, keyOf(path))) {
                throw new NoSuchFileException(path.toString(), null, "another file took its place");
            }
            channel = disk.open(path, options);
        }
        return channel;
    }

    private static @Nullable Object keyOf(Path path) throws IOException {
        BasicFileAttributes attributes =
                Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        // Opening a pipe would block, a link could lead anywhere.
        if (!attributes.isRegularFile()) {
            throw new NoSuchFileException(path.toString(), null, "not a regular file");
        }
        return attributes.fileKey();
    }
}
