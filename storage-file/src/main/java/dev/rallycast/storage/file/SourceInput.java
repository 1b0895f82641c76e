package dev.rallycast.storage.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a source from its beginning to the end that it has now. Leaves the source open. */
final class SourceInput extends InputStream {
    private final TextSource source;
    private final long size;
    private long position;

    SourceInput(TextSource source) throws IOException {
        this.source = source;
        this.size = source.size();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (position == size) {
            return -1;
        }
        int count = source.read(target, offset, (int) Math.min(length, size - position), position);
        if (count < 0) {
            throw new EOFException(
                    source.path() + " was cut to " + position + " bytes while it was read: expected " + size);
        }
        position += count;
        return count;
    }
}
