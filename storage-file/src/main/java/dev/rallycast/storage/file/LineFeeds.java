package dev.rallycast.storage.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds line feeds, many bytes at a time. */
final class LineFeeds {
    private static final int FIRST_PIECE = 4 * 1024;
    private static final int LARGEST_PIECE = 128 * 1024;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int STEP = 4 * Long.BYTES;
    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long SPACES = EACH_BYTE * ' ';
    private static final long LINE_FEEDS = EACH_BYTE * '\n';
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private LineFeeds() {}

    /**
     * Where the first line feed in a part of an array is, or {@code to}. 32 bytes at a time are first looked at for any control
     * character, as that is quicker to see and lines hardly hold others.
     */
    static int next(byte[] bytes, int from, int to) {
        int at = from;
        for (int last = to - STEP; at <= last; at += STEP) {
            long a = (long) LONGS.get(bytes, at);
            long b = (long) LONGS.get(bytes, at + Long.BYTES);
            long c = (long) LONGS.get(bytes, at + 2 * Long.BYTES);
            long d = (long) LONGS.get(bytes, at + 3 * Long.BYTES);
            long controls = ((a - SPACES) & ~a) | ((b - SPACES) & ~b) | ((c - SPACES) & ~c) | ((d - SPACES) & ~d);
            if ((controls & HIGH_BITS) != 0) {
                int found = first(a, b, c, d);
                if (found < STEP) {
                    return at + found;
                }
            }
        }
        for (int last = to - Long.BYTES; at <= last; at += Long.BYTES) {
            int found = first((long) LONGS.get(bytes, at));
            if (found < Long.BYTES) {
                return at + found;
            }
        }
        while (at < to && bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Where the first line feed in a part of a text is; -1 if there is none, or the text ends before. */
    static long find(TextSource text, long from, long to) throws IOException {
        byte[] piece = new byte[(int) Math.max(0, Math.min(FIRST_PIECE, to - from))];
        long position = from;
        while (position < to) {
            int count = text.read(piece, 0, (int) Math.min(piece.length, to - position), position);
            if (count <= 0) {
                return -1;
            }
            int feed = next(piece, 0, count);
            if (feed < count) {
                return position + feed;
            }
            position += count;
            if (piece.length < LARGEST_PIECE) {
                piece = new byte[LARGEST_PIECE];
            }
        }
        return -1;
    }

    private static int first(long a, long b, long c, long d) {
        int found = first(a);
        if (found < Long.BYTES) {
            return found;
        }
        found = first(b);
        if (found < Long.BYTES) {
            return Long.BYTES + found;
        }
        found = first(c);
        return found < Long.BYTES ? 2 * Long.BYTES + found : 3 * Long.BYTES + first(d);
    }

    /** Which of eight bytes, the lowest one first, is the first line feed; 8 if none is. */
    private static int first(long eight) {
        long zeroWhereFeed = eight ^ LINE_FEEDS;
        long feeds = (zeroWhereFeed - EACH_BYTE) & ~zeroWhereFeed & HIGH_BITS;
        return Long.numberOfTrailingZeros(feeds) / Byte.SIZE;
    }
}
