package dev.rallycast.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the text of a new recording in large pieces. Not thread-safe. */
final class TextSink implements Closeable {
    private static final int CAPACITY = 256 * 1024;

    private final DataFile file;
    private final byte[] buffer = new byte[CAPACITY];
    private int filled;
    private long written;

    private TextSink(DataFile file) {
        this.file = file;
    }

    /** Writes into an existing, empty file. */
    static TextSink open(Disk disk, Path path) throws IOException {
        return new TextSink(DataFile.openToWrite(disk, path));
    }

    /** Adds the first {@code length} bytes. */
    void write(byte[] bytes, int length) throws IOException {
        if (length > CAPACITY - filled) {
            flush();
        }
        if (length > CAPACITY) {
            file.write(bytes, length, written);
            written += length;
        } else {
            System.arraycopy(bytes, 0, buffer, filled, length);
            filled += length;
        }
    }

    /** Completes the text and forces it to the disk; nothing can be added any more. */
    void finish() throws IOException {
        flush();
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private void flush() throws IOException {
        file.write(buffer, filled, written);
        written += filled;
        filled = 0;
    }
}
