package dev.rallycast.storage.file;

import java.nio.file.Path;

/** A text in memory, such as a single line of a file. */
final class ByteSource implements TextSource {
    private final Path path;
    private final byte[] text;

    ByteSource(Path path, byte[] text) {
        this.path = path;
        this.text = text;
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public long size() {
        return text.length;
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) {
        if (position >= text.length) {
            return -1;
        }
        int count = (int) Math.min(length, text.length - position);
        System.arraycopy(text, (int) position, target, offset, count);
        return count;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other == this;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
