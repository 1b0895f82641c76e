package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An index that was written beside its recording, mapped into memory and never trusted: opening compares it with the text's
 * length, beginning and end, and each page is checked when it is first used. Thread-safe; takes a byte of heap for a page.
 *
 * <p>Touching what somebody has cut off meanwhile is an {@link InternalError}, which may come a little later.
 */
final class IndexFile {
    private final ByteBuffer bytes;
    private final IndexDensity density;
    private final PageLayout layout;
    private final int pages;
    private final int directoryAt;
    private final Cursor end;
    private final boolean ended;
    private final byte[] whole; // 1 for a page that was checked; a lost update costs another check

    private IndexFile(ByteBuffer bytes, IndexFileHead head) {
        this.bytes = bytes;
        this.density = head.density();
        this.layout = PageLayout.of(density);
        this.pages = head.pages();
        this.directoryAt = IndexFileHead.directoryAt(pages);
        this.end = head.end();
        this.ended = head.ended();
        this.whole = new byte[pages];
    }

    private IndexFile(IndexFile longer, int pages) {
        this.bytes = longer.bytes;
        this.density = longer.density;
        this.layout = longer.layout;
        this.pages = pages;
        this.directoryAt = longer.directoryAt;
        this.end = IndexPage.first(longer.page(pages));
        this.ended = false;
        this.whole = longer.whole;
    }

    /**
     * Opens the index of a text.
     *
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws StaleIndexException if it is damaged or not of this text as it is now, grown or not
     */
    static IndexFile open(Disk disk, Path path, TextSource text, LineForm lines) throws IOException {
        ByteBuffer bytes;
        try (DataFile file = DataFile.openToRead(disk, path)) {
            long size = file.size();
            if (size < IndexPage.SIZE || size > Integer.MAX_VALUE) {
                throw new StaleIndexException(path + " has " + size + " bytes");
            }
            bytes = file.map(0, size);
        }
        IndexFileHead head = IndexFileHead.read(path, IndexPage.copy(bytes));
        long expected = IndexFileHead.fileSize(head.pages());
        if (bytes.capacity() != expected) {
            throw new StaleIndexException(path + " has " + bytes.capacity() + " bytes: expected " + expected);
        }
        head.requireFits(path, text, lines);
        return new IndexFile(bytes, head);
    }

    /** The same without its last page, which may have room for more. */
    IndexFile withoutLastPage() {
        return new IndexFile(this, pages - 1);
    }

    IndexDensity density() {
        return density;
    }

    int pages() {
        return pages;
    }

    /** The place behind all that it knows. */
    Cursor end() {
        return end;
    }

    /** Whether the end mark was seen. */
    boolean ended() {
        return ended;
    }

    /** The last known place that is not behind an event that it covers. */
    Cursor atOrBefore(long index) {
        return layout.atOrBefore(page(pageOfIndex(index)), index);
    }

    /** Where the first known place that is not before an event that it covers begins, or the end. */
    long offsetAtOrAfter(long index) {
        int number = pageOfIndex(index);
        long offset = layout.offsetAtOrAfter(page(number), index);
        if (offset >= 0) {
            return offset;
        }
        return number + 1 < pages ? IndexPage.firstOffset(page(number + 1)) : end.offset();
    }

    /** The last known place with only lower times before it. */
    Cursor beforeTime(long timeNanos) {
        int number = IndexPage.last(
                pages, i -> bytes.getLong(directoryAt + IndexFileHead.DIRECTORY_ENTRY * i + 8) < timeNanos);
        return layout.beforeTime(page(number), timeNanos);
    }

    /** A copy of a page. */
    ByteBuffer copyPage(int number) {
        return IndexPage.copy(page(number));
    }

    /** Pages hold about as many events each, so that few of them are to be searched around a guess. */
    private int pageOfIndex(long index) {
        int guess = (int) Math.min(pages - 1.0, (double) index / end.index() * pages);
        int low = guess;
        int step = 1;
        if (firstIndex(guess) <= index) {
            while (low + step < pages && firstIndex(low + step) <= index) {
                low += step;
                step *= 2;
            }
            return lastFrom(low, Math.min(low + step, pages), index);
        }
        int end = low;
        while (low > 0 && firstIndex(low) > index) {
            end = low;
            low = Math.max(0, low - step);
            step *= 2;
        }
        return lastFrom(low, end, index);
    }

    /** The last of some pages that doesn't begin behind an event; the first of them if there is none. */
    private int lastFrom(int low, int end, long index) {
        return low + IndexPage.last(end - low, i -> firstIndex(low + i) <= index);
    }

    private long firstIndex(int number) {
        return bytes.getLong(directoryAt + IndexFileHead.DIRECTORY_ENTRY * number);
    }

    private ByteBuffer page(int number) {
        int at = IndexFileHead.pageAt(number);
        int entry = directoryAt + IndexFileHead.DIRECTORY_ENTRY * number;
        ByteBuffer page = bytes.slice(at, IndexPage.SIZE);
        if (whole[number] == 0) {
            // Checked as a copy: a checksum taken of a mapped file that is cut meanwhile could crash the process.
            if (!IndexPage.isWhole(IndexPage.copy(page))) {
                throw new StaleIndexException("page " + number + " of an index is damaged");
            }
            whole[number] = 1;
        }
        // The directory has no checksum. What leads to a page too far on is a wrong entry of that page.
        if (IndexPage.firstIndex(page) != bytes.getLong(entry)
                || IndexPage.maxTimeBefore(page) != bytes.getLong(entry + 8)) {
            throw new StaleIndexException("the directory of an index is damaged at page " + number);
        }
        return page;
    }
}
