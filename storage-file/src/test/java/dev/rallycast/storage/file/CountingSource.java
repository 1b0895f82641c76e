package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** Counts what is read of another source. */
class CountingSource implements TextSource {
    private final TextSource source;
    private int reads;
    private long bytes;

    CountingSource(TextSource source) {
        this.source = source;
    }

    synchronized int reads() {
        return reads;
    }

    synchronized long bytes() {
        return bytes;
    }

    @Override
    public Path path() {
        return source.path();
    }

    @Override
    public long size() throws IOException {
        return source.size();
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        int count = source.read(target, offset, length, position);
        synchronized (this) {
            reads++;
            bytes += Math.max(0, count);
        }
        return count;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return source.isSameAs(other);
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
