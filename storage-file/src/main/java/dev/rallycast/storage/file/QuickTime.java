package dev.rallycast.storage.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads the time of nearly all lines, eight digits at a time. */
final class QuickTime {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** How a line begins, the lowest byte first: brace, quotation mark, t, quotation mark, colon. */
    private static final long KEY = 0x3a_2274_227bL;

    private static final int KEY_BYTES = 5;
    private static final long KEY_MASK = (1L << (KEY_BYTES * Byte.SIZE)) - 1;

    /** As many bytes as are looked at in an array, at most: the key, digits, one more, the point, digits. */
    private static final int REACH = KEY_BYTES + Long.BYTES + 2 + Long.BYTES;

    private static final int FRACTION_DIGITS = 6;
    private static final long[] NANOS = {
        1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000,
    };

    private static final long EACH_BYTE = 0x0101_0101_0101_0101L;
    private static final long ZEROS = EACH_BYTE * '0';
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private QuickTime() {}

    /**
     * What {@link EventLine#time} gives, if the line begins like those that are written, with up to nine digits before the
     * point and six behind it, and isn't right at the array's end; else -1, which means nothing.
     */
    static long of(byte[] bytes, int start, int end) {
        if (start + REACH > bytes.length || ((long) LONGS.get(bytes, start) & KEY_MASK) != KEY) {
            return -1;
        }
        int at = start + KEY_BYTES;
        long digits = (long) LONGS.get(bytes, at) ^ ZEROS;
        int count = count(digits);
        if (count == 0 || (count > 1 && bytes[at] == '0')) {
            return -1;
        }
        long seconds = value(digits, count);
        at += count;
        if (count == Long.BYTES && bytes[at] >= '0' && bytes[at] <= '9') {
            seconds = seconds * 10 + bytes[at] - '0';
            at++;
        }
        long nanos = seconds * NANOS[0];
        if (bytes[at] == '.') {
            at++;
            digits = (long) LONGS.get(bytes, at) ^ ZEROS;
            count = count(digits);
            if (count == 0 || count > FRACTION_DIGITS) {
                return -1;
            }
            nanos += value(digits, count) * NANOS[count];
            at += count;
        }
        return at < end && bytes[at] == ',' ? nanos : -1;
    }

    /** How many of eight bytes, from the lowest one on, are from 0 to 9. */
    private static int count(long digits) {
        // Added to 10 or more, 0x76 sets the high bit; what it carries over goes only to bytes behind.
        long others = ((digits + EACH_BYTE * 0x76) | digits) & HIGH_BITS;
        return Long.numberOfTrailingZeros(others) / Byte.SIZE;
    }

    /** The number that the lowest {@code count} of eight bytes are the digits of, the first one first; at least one. */
    private static long value(long digits, int count) {
        // To the top, with zeros before them: then pairs, fours and eights are put together.
        long eight = digits << (Long.SIZE - count * Byte.SIZE);
        long pairs = eight * 10 + (eight >>> 8);
        return ((pairs & 0xff_0000_00ffL) * (100 + (1_000_000L << 32))
                        + ((pairs >>> 16) & 0xff_0000_00ffL) * (1 + (10_000L << 32)))
                >>> 32;
    }
}
