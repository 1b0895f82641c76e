package dev.rallycast.storage.file;

import dev.rallycast.storage.file.FaultyDisk.Call;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A channel of a {@link FaultyDisk}. What the store doesn't use is refused, lest it go past the faults unseen. */
final class FaultyChannel extends FileChannel {
    private final FaultyDisk disk;
    private final FileChannel channel;
    private final Path path;
    private final boolean folder;

    FaultyChannel(FaultyDisk disk, FileChannel channel, Path path, boolean folder) {
        this.disk = disk;
        this.channel = channel;
        this.path = path;
        this.folder = folder;
    }

    @FunctionalInterface
    private interface Operation<T> {
        T run() throws IOException;
    }

    /** An interrupt closes the channel beneath; this one is closed with it. */
    private <T> T closingTogether(Operation<T> operation) throws IOException {
        try {
            return operation.run();
        } catch (ClosedChannelException e) {
            close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        disk.read();
        return closingTogether(() -> channel.read(target, position));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        disk.read();
        return closingTogether(() -> channel.read(target));
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        ByteBuffer part = part(source);
        int count = 0;
        while (part.hasRemaining()) {
            int place = count;
            count += closingTogether(() -> channel.write(part, position + place));
        }
        source.position(source.position() + count);
        return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ByteBuffer part = part(source);
        int count = 0;
        while (part.hasRemaining()) {
            count += closingTogether(() -> channel.write(part));
        }
        source.position(source.position() + count);
        return count;
    }

    private ByteBuffer part(ByteBuffer source) throws IOException {
        int count = disk.arriving(Call.WRITE, path, source.remaining());
        return source.duplicate().limit(source.position() + count);
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        disk.enter(Call.TRUNCATE, path);
        closingTogether(() -> channel.truncate(size));
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        disk.enter(folder ? Call.FORCE_FOLDER : Call.FORCE, path);
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public long size() throws IOException {
        return closingTogether(channel::size);
    }

    @Override
    public long position() throws IOException {
        return closingTogether(channel::position);
    }

    @Override
    public FileChannel position(long position) throws IOException {
        closingTogether(() -> channel.position(position));
        return this;
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
        disk.enter(Call.CLOSE, path);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        if (!mode.equals(MapMode.READ_ONLY)) {
            throw new UnsupportedOperationException();
        }
        disk.enter(Call.MAP, path);
        return closingTogether(() -> channel.map(mode, position, size));
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException();
    }
}
