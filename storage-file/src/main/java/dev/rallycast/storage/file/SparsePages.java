package dev.rallycast.storage.file;

import java.nio.ByteBuffer;

/** Knows where blocks of up to 4 KiB begin: an entry of 16 bytes for each, with index and offset relative to the page's. */
final class SparsePages implements PageLayout {
    /** The greatest length of a block with more than one event. */
    static final int BLOCK_BYTES = 4096;

    private static final int ENTRY = 16;
    private static final int CAPACITY = (IndexPage.SIZE - IndexPage.HEAD) / ENTRY;

    private long blockStart; // of the block that is being filled

    @Override
    public boolean add(ByteBuffer page, long index, long offset, long maxTimeBefore, int length, long timeNanos) {
        int count = IndexPage.count(page);
        if (count > 0 && offset + length - blockStart <= BLOCK_BYTES) {
            return true;
        }
        long relative = offset - IndexPage.firstOffset(page);
        if (count == CAPACITY || relative > Integer.MAX_VALUE) {
            return false;
        }
        int at = at(count);
        page.putInt(at, (int) (index - IndexPage.firstIndex(page)));
        page.putInt(at + 4, (int) relative);
        page.putLong(at + 8, maxTimeBefore);
        IndexPage.count(page, count + 1);
        blockStart = offset;
        return true;
    }

    @Override
    public void finish(ByteBuffer page) {
        // Entries are written when their block begins.
    }

    @Override
    public Cursor atOrBefore(ByteBuffer page, long index) {
        return place(page, entryAtOrBefore(page, index));
    }

    @Override
    public long offsetAtOrAfter(ByteBuffer page, long index) {
        int entry = entryAtOrBefore(page, index);
        if (index(page, entry) < index) {
            entry++;
        }
        return entry < IndexPage.count(page) ? offset(page, entry) : -1;
    }

    @Override
    public Cursor beforeTime(ByteBuffer page, long timeNanos) {
        return place(page, IndexPage.last(IndexPage.count(page), i -> page.getLong(at(i) + 8) < timeNanos));
    }

    private static int entryAtOrBefore(ByteBuffer page, long index) {
        int relative = (int) Math.min(index - IndexPage.firstIndex(page), Integer.MAX_VALUE);
        return IndexPage.last(IndexPage.count(page), i -> page.getInt(at(i)) <= relative);
    }

    private static Cursor place(ByteBuffer page, int entry) {
        return new Cursor(index(page, entry), offset(page, entry), page.getLong(at(entry) + 8));
    }

    private static long index(ByteBuffer page, int entry) {
        return IndexPage.firstIndex(page) + page.getInt(at(entry));
    }

    private static long offset(ByteBuffer page, int entry) {
        return IndexPage.firstOffset(page) + page.getInt(at(entry) + 4);
    }

    private static int at(int entry) {
        return IndexPage.HEAD + entry * ENTRY;
    }
}
