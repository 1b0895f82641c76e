package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.util.Arrays;

/**
 * Goes through the complete lines of a part of a file, in bounded memory. A line is complete with its line feed; what
 * follows the last one is not seen. Not thread-safe.
 */
final class LineReader {
    /** The longest line: a payload of 64 KiB with room for generous spacing, or a header with many details. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final String TOO_LONG = "longer than " + MAX_LINE_BYTES + " bytes: expected one JSON object a line";

    // A seek reads a little, a scan soon reads in larger pieces.
    private static final int FIRST_CHUNK = 16 * 1024;
    private static final int LARGEST_CHUNK = 256 * 1024;

    private final TextSource file;
    private final long limit;
    private byte[] buffer = new byte[FIRST_CHUNK];
    private long base; // the place in the file of the buffer's first byte
    private int filled;
    private int chunk = FIRST_CHUNK;
    private int start;
    private int end;
    private int next;
    private long line;

    /**
     * @param offset where the first line begins
     * @param limit the place in the file behind which nothing is read
     * @param line the number of the first line, from 1
     */
    LineReader(TextSource file, long offset, long limit, long line) {
        this.file = file;
        this.base = offset;
        this.limit = limit;
        this.line = line - 1;
    }

    /**
     * Moves to the next line; false if no complete line is left.
     *
     * @throws CorruptRecordingException if the line is longer than {@link #MAX_LINE_BYTES}
     */
    boolean next() throws IOException {
        int searched = next;
        while (true) {
            for (int i = searched; i < filled; i++) {
                if (buffer[i] == '\n') {
                    if (i - next > MAX_LINE_BYTES) {
                        throw missing(TOO_LONG);
                    }
                    start = next;
                    end = i;
                    next = i + 1;
                    line++;
                    return true;
                }
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

    /** The line's number, from 1. */
    long line() {
        return line;
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

    private String place(long lineNumber, long offset) {
        return file.path() + ", line " + lineNumber + " (byte " + offset + "): ";
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
        long position = base + filled;
        byte[] piece = new byte[LARGEST_CHUNK];
        while (position < limit) {
            int count = file.read(piece, 0, (int) Math.min(piece.length, limit - position), position);
            if (count <= 0) {
                break;
            }
            for (int i = 0; i < count; i++) {
                if (piece[i] == '\n') {
                    throw missing(TOO_LONG);
                }
            }
            position += count;
        }
        return false;
    }

    /** A copy of the line. */
    byte[] copy() {
        return Arrays.copyOfRange(buffer, start, end);
    }
}
