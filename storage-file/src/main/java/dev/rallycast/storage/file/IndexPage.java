package dev.rallycast.storage.file;

import java.nio.ByteBuffer;
import java.util.function.IntPredicate;
import java.util.zip.CRC32C;

/**
 * What all pages of an index have in common, see {@code docs/recording-format.md}, "Index": 4,096 bytes, numbers
 * big-endian, with a head that says where in the recording the page begins. How the rest is laid out is up to the
 * {@link PageLayout}.
 */
final class IndexPage {
    static final int SIZE = 4096;
    static final int HEAD = 32;

    private static final int CHECKSUM_AT = 0;
    private static final int COUNT_AT = 4;
    private static final int INDEX_AT = 8;
    private static final int OFFSET_AT = 16;
    private static final int TIME_AT = 24;

    private IndexPage() {}

    /** A page without entries that begins with an event at an offset. */
    static ByteBuffer begin(long index, long offset, long maxTimeBefore) {
        return ByteBuffer.allocate(SIZE)
                .putLong(INDEX_AT, index)
                .putLong(OFFSET_AT, offset)
                .putLong(TIME_AT, maxTimeBefore);
    }

    static Cursor first(ByteBuffer page) {
        return new Cursor(firstIndex(page), firstOffset(page), maxTimeBefore(page));
    }

    static long firstIndex(ByteBuffer page) {
        return page.getLong(INDEX_AT);
    }

    static long firstOffset(ByteBuffer page) {
        return page.getLong(OFFSET_AT);
    }

    static long maxTimeBefore(ByteBuffer page) {
        return page.getLong(TIME_AT);
    }

    /** How many entries it holds. */
    static int count(ByteBuffer page) {
        return page.getInt(COUNT_AT);
    }

    static void count(ByteBuffer page, int count) {
        page.putInt(COUNT_AT, count);
    }

    /** A page of its own on the heap. */
    static ByteBuffer copy(ByteBuffer page) {
        return ByteBuffer.allocate(SIZE).put(0, page, 0, SIZE);
    }

    /** Writes the checksum of a page on the heap. */
    static void seal(ByteBuffer page) {
        page.putInt(CHECKSUM_AT, checksum(page));
    }

    /** Whether the checksum of a page on the heap is right. */
    static boolean isWhole(ByteBuffer page) {
        return page.getInt(CHECKSUM_AT) == checksum(page);
    }

    /** The last of some pages for which something holds that holds for a first part of them; 0 if there is none. */
    static int last(int pages, IntPredicate holds) {
        int low = 0;
        int high = pages - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (holds.test(middle)) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private static int checksum(ByteBuffer page) {
        CRC32C crc = new CRC32C();
        crc.update(page.slice(COUNT_AT, SIZE - COUNT_AT));
        return (int) crc.getValue();
    }
}
