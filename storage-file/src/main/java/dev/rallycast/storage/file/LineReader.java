package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the complete lines of a part of a file, in bounded memory. A line is complete with its line feed; what
 * follows the last one is not seen. Not thread-safe.
 */
final class LineReader {
    private static final Logger LOG = LoggerFactory.getLogger(LineReader.class);

    /** The longest line: a payload of 64 KiB with room for generous spacing, or a header with many details. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final String TOO_LONG = "longer than " + MAX_LINE_BYTES + " bytes: expected one JSON object a line";

    /** The number of a line that is counted when an error names it. */
    static final long UNKNOWN = 0;

    private static final int FIRST_CHUNK = 16 * 1024;
    private static final int LARGEST_CHUNK = 128 * 1024;

    private static final int SHORT_LIVED = 32 * 1024;
    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[SHORT_LIVED]);

    private final TextSource file;
    private final long limit;
    private byte[] buffer;
    private long base; // the place in the file of the buffer's first byte
    private int filled;
    private int chunk;
    private int start;
    private int end;
    private int next;
    private final boolean numbered;
    private long line;

    /**
     * @param offset where the first line begins
     * @param limit the place in the file behind which nothing is read
     * @param line the number of the first line, from 1, or {@link #UNKNOWN}
     */
    LineReader(TextSource file, long offset, long limit, long line) {
        this(file, offset, limit, line, FIRST_CHUNK);
    }

    /** Like the other one, but reads {@code chunk} bytes at first; later ones grow. */
    LineReader(TextSource file, long offset, long limit, long line, int chunk) {
        this(file, offset, limit, line, chunk, new byte[chunk]);
    }

    private LineReader(TextSource file, long offset, long limit, long line, int chunk, byte[] buffer) {
        this.file = file;
        this.base = offset;
        this.limit = limit;
        this.numbered = line != UNKNOWN;
        this.line = line - 1;
        this.chunk = chunk;
        this.buffer = buffer;
    }

    /**
     * Like the constructor, but with a buffer that the thread uses again and again: what this gives is good until the thread
     * makes the next one in this way.
     */
    static LineReader shortLived(TextSource file, long offset, long limit, long line, int chunk) {
        byte[] buffer = chunk <= SHORT_LIVED ? BUFFERS.get() : new byte[chunk];
        return new LineReader(file, offset, limit, line, chunk, buffer);
    }

    /**
     * Moves to the next line; false if no complete line is left.
     *
     * @throws CorruptRecordingException if the line is longer than {@link #MAX_LINE_BYTES}
     */
    boolean next() throws IOException {
        int searched = next;
        while (true) {
            int feed = LineFeeds.next(buffer, searched, filled);
            if (feed < filled) {
                if (feed - next > MAX_LINE_BYTES) {
                    throw missing(TOO_LONG);
                }
                start = next;
                end = feed;
                next = feed + 1;
                line++;
                return true;
            }
            if (filled - next > MAX_LINE_BYTES) {
                return tooLong();
            }
            searched = filled - next;
            if (!fill()) {
                return false;
            }
        }
    }

    /** Holds the line's bytes from {@link #start()} to {@link #end()}, until the next move. */
    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    /** Where the line ends, without its line feed. */
    int end() {
        return end;
    }

    /** Where the line begins in the file. */
    long offset() {
        return base + start;
    }

    /** Where the next line begins in the file. */
    long nextOffset() {
        return base + next;
    }

    boolean isBlank() {
        for (int i = start; i < end; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** An exception that names the file and this line. */
    CorruptRecordingException corrupt(String why, Exception cause) {
        return new CorruptRecordingException(place(line, offset()) + why, cause);
    }

    /** An exception that names the file and this line. */
    CorruptRecordingException corrupt(String why) {
        return new CorruptRecordingException(place(line, offset()) + why);
    }

    /** An exception that names the file and the place where the next line should be. */
    CorruptRecordingException missing(String why) {
        return new CorruptRecordingException(place(line + 1, nextOffset()) + why);
    }

    private String place(long number, long offset) {
        return file.path() + ", line " + (numbered ? number : countLines(offset)) + " (byte " + offset + "): ";
    }

    /** The number of the line at an offset; a question mark if the file can't tell any more. */
    private String countLines(long offset) {
        LineReader lines = new LineReader(file, 0, offset, 1, LARGEST_CHUNK);
        try {
            while (lines.next()) {
                // Only counts.
            }
            return String.valueOf(lines.line + 1);
        } catch (IOException | CorruptRecordingException e) {
            LOG.debug("{}: lines up to byte {} can't be counted", file.path(), offset, e);
            return "?";
        }
    }

    /** Drops what is behind, reads on, and returns whether there was more. */
    private boolean fill() throws IOException {
        int kept = filled - next;
        if (buffer.length - kept < chunk) {
            byte[] larger = new byte[kept + chunk];
            System.arraycopy(buffer, next, larger, 0, kept);
            buffer = larger;
        } else {
            System.arraycopy(buffer, next, buffer, 0, kept);
        }
        base += next;
        next = 0;
        filled = kept;
        long position = base + filled;
        int length = (int) Math.min(chunk, limit - position);
        if (length <= 0) {
            return false;
        }
        int count = file.read(buffer, filled, length, position);
        if (count <= 0) {
            return false;
        }
        filled += count;
        chunk = Math.min(chunk * 2, LARGEST_CHUNK);
        return true;
    }

    /** Throws if the overlong line ends somewhere; otherwise it is a torn tail. */
    private boolean tooLong() throws IOException {
        if (LineFeeds.find(file, base + filled, limit) >= 0) {
            throw missing(TOO_LONG);
        }
        return false;
    }

    /** A copy of the line. */
    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, end);
    }
}
