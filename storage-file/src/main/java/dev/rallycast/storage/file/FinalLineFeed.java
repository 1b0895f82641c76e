package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** A text that ends with a line feed, though its last line has none in the file. */
final class FinalLineFeed implements TextSource {
    private final TextSource text;
    private final long size;

    private FinalLineFeed(TextSource text, long size) {
        this.text = text;
        this.size = size;
    }

    /** The text with its last line complete; it must not grow. */
    static TextSource of(TextSource text) throws IOException {
        long size = text.size();
        byte[] last = new byte[1];
        boolean complete = size == 0 || text.read(last, 0, 1, size - 1) < 1 || last[0] == '\n';
        return complete ? text : new FinalLineFeed(text, size);
    }

    @Override
    public Path path() {
        return text.path();
    }

    @Override
    public long size() {
        return size + 1;
    }

    @Override
    public int read(byte[] target, int offset, int length, long position) throws IOException {
        if (position < size) {
            return text.read(target, offset, (int) Math.min(length, size - position), position);
        }
        if (position > size || length == 0) {
            return -1;
        }
        target[offset] = '\n';
        return 1;
    }

    @Override
    public boolean isSameAs(TextSource other) {
        return other instanceof FinalLineFeed that && that.size == size && text.isSameAs(that.text);
    }

    @Override
    public void close() throws IOException {
        text.close();
    }
}
