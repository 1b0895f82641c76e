package dev.rallycast.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The text of a recording, to be read at any place, however it is kept. Thread-safe; a thread that is interrupted while it
 * reads gets its bytes all the same and stays interrupted.
 */
interface TextSource extends Closeable {
    /** The file that holds it. */
    Path path();

    /** The length of the text in bytes. */
    long size() throws IOException;

    /**
     * Reads up to {@code length} bytes of the text at a position and returns how many, at least one; -1 at the end.
     *
     * @throws java.nio.channels.ClosedChannelException if it is closed
     */
    int read(byte[] target, int offset, int length, long position) throws IOException;

    /** Whether both are the same file, and not another one that took its name; true where the system can't tell. */
    boolean isSameAs(TextSource other);
}
