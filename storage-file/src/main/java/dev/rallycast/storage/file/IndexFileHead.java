package dev.rallycast.storage.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * The first page of an index file, see {@code docs/recording-format.md}, "Index": what the index is of, and how far it
 * goes. The pages follow, and then the directory: the first index of each page, and the greatest time before it.
 *
 * @param form the fingerprint of how the text's lines were understood
 * @param density how many places it knows
 * @param pages how many pages follow
 * @param end the place behind all that it knows
 * @param ended whether the end mark was seen
 * @param changed when the recording's file was last changed, in nanoseconds since 1970
 * @param beginning the checksum of the text's beginning
 * @param ending the checksum of the text's end as far as the index goes
 */
record IndexFileHead(
        int form, IndexDensity density, int pages, Cursor end, boolean ended, long changed, int beginning, int ending) {
    static final int DIRECTORY_ENTRY = 16;

    private static final int MAGIC = 0x52434958; // RCIX
    private static final int VERSION = 1;
    private static final int SPARSE = 0;
    private static final int DENSE = 1;
    private static final int SAMPLE = 4096;

    /**
     * The head of an index that goes to the end of what is known of a text.
     *
     * @param changed what {@link #changed} told before the text was read
     * @throws StaleIndexException if the text was cut meanwhile
     */
    static IndexFileHead of(
            TextSource text, LineForm lines, IndexDensity density, int pages, Cursor end, boolean ended, long changed)
            throws IOException {
        return new IndexFileHead(
                lines.fingerprint(),
                density,
                pages,
                end,
                ended,
                changed,
                sample(text, 0, end.offset()),
                sample(text, end.offset() - SAMPLE, end.offset()));
    }

    static int pageAt(int number) {
        return IndexPage.SIZE * (1 + number);
    }

    static int directoryAt(int pages) {
        return pageAt(pages);
    }

    static long fileSize(int pages) {
        return IndexPage.SIZE * (1L + pages) + (long) DIRECTORY_ENTRY * pages;
    }

    ByteBuffer write() {
        ByteBuffer page = ByteBuffer.allocate(IndexPage.SIZE);
        page.putInt(0)
                .putInt(MAGIC)
                .putInt(VERSION)
                .putInt(form)
                .putInt(density == IndexDensity.DENSE ? DENSE : SPARSE)
                .putInt(ended ? 1 : 0);
        page.putInt(pages);
        page.putLong(end.index())
                .putLong(end.offset())
                .putLong(end.maxTimeNanos())
                .putLong(changed);
        page.putInt(beginning).putInt(ending);
        IndexPage.seal(page);
        return page;
    }

    /**
     * Reads the first page of a file.
     *
     * @throws StaleIndexException if it is not whole
     */
    static IndexFileHead read(Path path, ByteBuffer bytes) {
        ByteBuffer page = bytes.duplicate().position(4);
        if (page.getInt() != MAGIC || page.getInt() != VERSION || !IndexPage.isWhole(bytes)) {
            throw new StaleIndexException(path + " is no index of version " + VERSION + ", or damaged");
        }
        int form = page.getInt();
        IndexDensity density = page.getInt() == DENSE ? IndexDensity.DENSE : IndexDensity.SPARSE;
        boolean ended = page.getInt() != 0;
        int pages = page.getInt();
        Cursor end = new Cursor(page.getLong(), page.getLong(), page.getLong());
        return new IndexFileHead(form, density, pages, end, ended, page.getLong(), page.getInt(), page.getInt());
    }

    /**
     * Compares it with a text, which may have grown.
     *
     * @param lines how the text's lines are understood
     * @throws StaleIndexException if it is not of this text
     */
    void requireFits(Path path, TextSource text, LineForm lines) throws IOException {
        long size = text.size();
        if (end.offset() > size) {
            throw new StaleIndexException(path + " goes to byte " + end.offset() + ", the recording to " + size);
        }
        // A copy of a file gets another time; where every line has its checksum, that does not matter.
        if (!lines.checksummed() && (changed != changed(text) || end.offset() != size)) {
            throw new StaleIndexException(path + ": the recording was changed since");
        }
        if (form != lines.fingerprint()) {
            throw new StaleIndexException(path + " is of lines that were understood in another way");
        }
        if (beginning != sample(text, 0, end.offset()) || ending != sample(text, end.offset() - SAMPLE, end.offset())) {
            throw new StaleIndexException(path + " is of other content");
        }
    }

    /** When the recording's file was last changed, in nanoseconds since 1970. */
    static long changed(TextSource text) throws IOException {
        return Files.getLastModifiedTime(text.path(), LinkOption.NOFOLLOW_LINKS).to(TimeUnit.NANOSECONDS);
    }

    private static int sample(TextSource text, long from, long end) throws IOException {
        long start = Math.max(0, from);
        byte[] bytes = new byte[(int) Math.min(SAMPLE, end - start)];
        int filled = 0;
        while (filled < bytes.length) {
            int count = text.read(bytes, filled, bytes.length - filled, start + filled);
            if (count <= 0) {
                throw new StaleIndexException(text.path() + " ends before byte " + end);
            }
            filled += count;
        }
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
