package dev.rallycast.storage.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a compressed recording is laid out, see {@code docs/recording-format.md}, "Compressed form": gzip members (RFC 1952)
 * with text, then empty ones with a table of where those begin, then an empty one of fixed size, the trailer. What is ours is
 * in each member's extra field, which other programs skip.
 */
final class GzipLayout {
    /** How much text a member of ours holds, and the most that any may hold. */
    static final int TEXT_BYTES = 1 << 16;

    /** The longest that a member with text may be, compressed. */
    static final int MAX_MEMBER_BYTES = 1 << 17;

    /** How many members a piece of the table tells of, but for the last one. */
    static final int MEMBERS_PER_PIECE = 1 << 12;

    static final byte DATA = 1;
    static final byte TABLE = 2;
    static final byte TRAILER = 3;

    /** What follows the extra field of a member without text: the end of the deflated data, the checksum and the length. */
    static final int EMPTY_BYTES = 2 + 8;

    /** The checksum and the length of the text, behind the deflated data. */
    static final int FOOTER_BYTES = 8;

    private static final byte[] START = {0x1f, (byte) 0x8b, 8, 4, 0, 0, 0, 0, 0, (byte) 0xff};
    private static final byte SI1 = 'R';
    private static final byte SI2 = 'C';

    /** Where our part of the extra field begins, with the kind of the member. */
    private static final int FIELD = START.length + 2 + 4;

    private static final int DATA_FIELD = 1 + 4 + 8;
    static final int DATA_HEADER_BYTES = FIELD + DATA_FIELD;
    static final int MIN_MEMBER_BYTES = DATA_HEADER_BYTES + 1 + FOOTER_BYTES;

    private static final int PIECE_START = 1 + 8;
    private static final int CRC = 4;
    private static final byte[] MAGIC = {'R', 'a', 'l', 'l', 'y', 'c', 'a', 's', 't'};
    static final short VERSION = 1;
    private static final int TRAILER_FIELD = 1 + MAGIC.length + 2 + 4 + 8 + 4 + 8 + 8 + CRC;
    static final int TRAILER_EXTRA_BYTES = 4 + TRAILER_FIELD;
    static final int TRAILER_BYTES = FIELD + TRAILER_FIELD + EMPTY_BYTES;

    private GzipLayout() {}

    /**
     * What the trailer says.
     *
     * @param memberText how many bytes of text a member holds, the last one perhaps fewer
     * @param text the length of the text in bytes
     * @param textCrc the CRC-32C of the text
     * @param table where the table begins, which is where the last member with text ends
     */
    record Trailer(int memberText, long text, int textCrc, long table) {
        long members() {
            return text / memberText + (text % memberText == 0 ? 0 : 1);
        }

        /** How much text a member holds. */
        int textOf(long member) {
            return (int) Math.min(memberText, text - member * memberText);
        }

        /** The place in the file of the table's entry for a member; the next one follows it. */
        long entry(long member) {
            return piece(member) + FIELD + PIECE_START + member % MEMBERS_PER_PIECE * Long.BYTES;
        }

        /** The place in the file of the piece of the table for a member. */
        long piece(long member) {
            return table + member / MEMBERS_PER_PIECE * pieceBytes(MEMBERS_PER_PIECE);
        }
    }

    /** The length of the table for so many members. */
    static long tableBytes(long members) {
        long rest = members % MEMBERS_PER_PIECE;
        return members / MEMBERS_PER_PIECE * pieceBytes(MEMBERS_PER_PIECE) + (rest == 0 ? 0 : pieceBytes((int) rest));
    }

    /** The length of a piece of the table for so many members. */
    static int pieceBytes(int members) {
        return FIELD + pieceField(members) + EMPTY_BYTES;
    }

    /** Puts the header of a member with text. */
    static void putDataHeader(byte[] target, int memberBytes, long member) {
        begin(ByteBuffer.wrap(target), DATA, DATA_FIELD).putInt(memberBytes).putLong(member);
    }

    /** Whether the bytes begin with just the header that this member should have. */
    static boolean hasDataHeader(byte[] bytes, int memberBytes, long member) {
        byte[] expected = new byte[DATA_HEADER_BYTES];
        putDataHeader(expected, memberBytes, member);
        return Arrays.equals(bytes, 0, DATA_HEADER_BYTES, expected, 0, DATA_HEADER_BYTES);
    }

    /**
     * A piece of the table.
     *
     * @param first the first member that it tells of
     * @param places where the members begin in the file and, as one more, where the last of them ends
     */
    static byte[] piece(long first, long[] places) {
        int field = pieceField(places.length - 1);
        byte[] bytes = new byte[FIELD + field + EMPTY_BYTES];
        ByteBuffer out = begin(ByteBuffer.wrap(bytes), TABLE, field);
        out.putLong(first);
        for (long place : places) {
            out.putLong(place);
        }
        end(out, bytes);
        return bytes;
    }

    static byte[] trailer(Trailer trailer) {
        byte[] bytes = new byte[TRAILER_BYTES];
        ByteBuffer out = begin(ByteBuffer.wrap(bytes), TRAILER, TRAILER_FIELD);
        out.put(MAGIC).putShort(VERSION).putInt(trailer.memberText());
        out.putLong(trailer.text()).putInt(trailer.textCrc());
        out.putLong(trailer.members()).putLong(trailer.table());
        end(out, bytes);
        return bytes;
    }

    /** The version of the layout that a trailer states; 0 if it is none. */
    static int version(byte[] bytes) {
        int magic = FIELD + 1;
        int version = magic + MAGIC.length;
        return Arrays.equals(bytes, magic, version, MAGIC, 0, MAGIC.length)
                ? ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getShort(version) & 0xffff
                : 0;
    }

    /** What a trailer says; null if it is none, or contradicts itself or the length of the file that it ends. */
    static @Nullable Trailer trailer(byte[] bytes, long fileBytes) {
        Trailer trailer = stated(bytes, FIELD);
        // Bounded before anything is computed, so that nothing overflows.
        if (trailer.memberText() < 1 || trailer.memberText() > TEXT_BYTES || trailer.text() < 0) {
            return null;
        }
        if (trailer.table() < 0
                || trailer.table() > fileBytes
                || trailer.members() > trailer.table() / MIN_MEMBER_BYTES
                || (trailer.members() == 0 && trailer.table() != 0)
                || trailer.table() + tableBytes(trailer.members()) + TRAILER_BYTES != fileBytes) {
            return null;
        }
        return Arrays.equals(bytes, trailer(trailer)) ? trailer : null;
    }

    /** The kind of a member with this extra field, or the beginning of it; 0 if it is not ours. */
    static byte kind(byte[] extra) {
        return extra.length > 4 && extra[0] == SI1 && extra[1] == SI2 ? extra[4] : 0;
    }

    /** What the extra field of a trailer says, unchecked; null if it is too short. */
    static @Nullable Trailer stated(byte[] extra) {
        return extra.length == TRAILER_EXTRA_BYTES ? stated(extra, 4) : null;
    }

    private static Trailer stated(byte[] bytes, int field) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(field + 1 + MAGIC.length + 2);
        return new Trailer(in.getInt(), in.getLong(), in.getInt(), in.getLong(in.position() + Long.BYTES));
    }

    private static int pieceField(int members) {
        return PIECE_START + Long.BYTES * (members + 1) + CRC;
    }

    private static ByteBuffer begin(ByteBuffer out, byte kind, int field) {
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.put(START).putShort((short) (4 + field));
        out.put(SI1).put(SI2).putShort((short) field);
        return out.put(kind);
    }

    /** Adds the checksum of our part of the extra field, and no text. */
    private static void end(ByteBuffer out, byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, FIELD, out.position() - FIELD);
        out.putInt((int) crc.getValue());
        // A last block with fixed codes that holds only its end, RFC 1951, 3.2.6.
        out.put((byte) 3).put((byte) 0);
        out.putLong(0);
    }
}
