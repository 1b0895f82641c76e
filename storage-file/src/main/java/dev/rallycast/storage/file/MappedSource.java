package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;

/**
 * The text of a file that doesn't change any more, mapped into memory, so that a read is a copy and no call of the system. The
 * memory is the system's page cache; it is let go of some time after this is closed, when the mapping is collected.
 *
 * <p>Touching what somebody has cut off meanwhile is an {@link InternalError}, which may come a little later than the read.
 * Bytes are only ever copied out, since other operations on such memory could end the process.
 */
final class MappedSource implements TextSource {
    /** A mapping has at most 2 GiB. */
    private static final int SEGMENT_SHIFT = 30;

    private static final int SEGMENT = 1 << SEGMENT_SHIFT;

    private final DataFile file;
    private final long size;
    private volatile ByteBuffer[] segments;

    /** Maps a file as long as it is now; closes it when this is closed. */
    MappedSource(DataFile file) throws IOException {
        this.file = file;
        this.size = file.size();
        ByteBuffer[] mapped = new ByteBuffer[(int) ((size + SEGMENT - 1) >>> SEGMENT_SHIFT)];
        for (int i = 0; i < mapped.length; i++) {
            long start = (long) i << SEGMENT_SHIFT;
            mapped[i] = file.map(start, Math.min(SEGMENT, size - start));
        }
        this.segments = mapped;
    }

    @Override
    public Path path() {
        return file.path();
    }

    @Override
    public long size() throws IOException {
        requireOpen();
        return size;
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        ByteBuffer[] mapped = requireOpen();
        if (position >= size) {
            return -1;
        }
        int inSegment = (int) (position & (SEGMENT - 1));
        ByteBuffer segment = mapped[(int) (position >>> SEGMENT_SHIFT)];
        int count = Math.min(length, segment.capacity() - inSegment);
        segment.get(inSegment, target, offset, count);
        return count;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other instanceof MappedSource that ? file.isSameAs(that.file) : file.isSameAs(other);
    }

    @Override
    public void close() throws IOException {
        segments = new ByteBuffer[0];
        file.close();
    }

    private ByteBuffer[] requireOpen() throws IOException {
        ByteBuffer[] mapped = segments;
        if (mapped.length == 0 && size > 0) {
            throw new ClosedChannelException();
        }
        return mapped;
    }
}
