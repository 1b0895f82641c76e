package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.zip.CRC32C;

/**
 * The checksum that a line carries as its last member, see {@code docs/recording-format.md}, "Checksums": CRC-32C (RFC 3720)
 * of what is before it, plus a multiple of the line's ordinal. Since the ordinal can be had back from it, a line tells by
 * itself which place in the recording is its own.
 */
final class LineChecksum {
    /** How many bytes at the end of a line it takes. */
    static final int LENGTH = 18;

    /** How many bytes it may touch, with the line feed, as it is written in words. */
    static final int RESERVED = 3 * Long.BYTES;

    /**
     * An odd number, so that it has an inverse modulo 2^32, and one with which a checksum that is wrong in a single bit means
     * an ordinal more than 100 million away.
     */
    private static final int FACTOR = 0x9e3779b1;

    private static final int INVERSE = 0x0e8b2f51;
    private static final byte[] MEMBER = ",\"crc\":\"".getBytes(US_ASCII);
    private static final long MEMBER_WORD = Words.of(",\"crc\":\"");
    private static final long END_WORD = Words.of("\"}\n");
    private static final int DIGITS = 8;

    private LineChecksum() {}

    /** Ends the object that begins at {@code from}, still without its brace, with its checksum, brace and line feed. */
    static void end(ByteBuilder out, int from, long ordinal) {
        byte[] bytes = out.reserved(RESERVED);
        out.size(end(bytes, from, out.size(), ordinal));
    }

    /**
     * The same for an object that is in an array with {@link #RESERVED} bytes behind it up to {@code to}; returns where its
     * line ends.
     */
    static int end(byte[] bytes, int from, int to, long ordinal) {
        int value = crc(bytes, from, to) + FACTOR * (int) ordinal;
        Words.put(bytes, to, MEMBER_WORD);
        Words.put(bytes, to + MEMBER.length, Words.hex(value));
        Words.put(bytes, to + MEMBER.length + DIGITS, END_WORD);
        return to + LENGTH + 1;
    }

    /** Whether a line ends as one with a checksum does. */
    static boolean isPresent(byte[] line, int start, int end) {
        int at = end - LENGTH;
        if (at <= start || line[end - 1] != '}' || line[end - 2] != '"') {
            return false;
        }
        for (int i = 0; i < MEMBER.length; i++) {
            if (line[at + i] != MEMBER[i]) {
                return false;
            }
        }
        for (int i = 0; i < DIGITS; i++) {
            if (digit(line[at + MEMBER.length + i]) < 0) {
                return false;
            }
        }
        return true;
    }

    /** The ordinal, modulo 2^32, of which a line's checksum speaks, if the line is whole; it must be present. */
    static long ordinal(byte[] line, int start, int end) {
        int value = 0;
        for (int i = 0; i < DIGITS; i++) {
            value = (value << 4) | digit(line[end - LENGTH + MEMBER.length + i]);
        }
        return Integer.toUnsignedLong(INVERSE * (value - crc(line, start, end - LENGTH)));
    }

    /** Whether the line is whole and in the place of this ordinal. */
    static boolean holds(byte[] line, int start, int end, long ordinal) {
        return isPresent(line, start, end) && ordinal(line, start, end) == (ordinal & 0xffff_ffffL);
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }

    private static int digit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
    }
}
