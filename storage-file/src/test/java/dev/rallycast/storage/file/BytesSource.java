package dev.rallycast.storage.file;

import java.nio.file.Path;

/** A source in memory, for tests that need very many. */
final class BytesSource implements TextSource {
    private final byte[] bytes;

    BytesSource(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public Path path() {
        return Path.of("m1.jsonl.gz");
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) {
        if (position >= bytes.length) {
            return -1;
        }
        int count = (int) Math.min(length, bytes.length - position);
        System.arraycopy(bytes, (int) position, target, offset, count);
        return count;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other == this;
    }

    @Override
    public void close() {}
}
