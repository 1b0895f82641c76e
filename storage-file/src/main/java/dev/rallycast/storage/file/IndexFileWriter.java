package dev.rallycast.storage.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Writes an index file, page by page. It appears under its name when it is complete, or not at all. It is not forced to the
 * disk, as it can be made anew. Not thread-safe.
 */
final class IndexFileWriter implements Closeable {
    private static final int BUFFERED_PAGES = 64;

    private final Disk disk;
    private final Path target;
    private final Path temporary;
    private final IndexDensity density;
    private final DataFile file;
    private final byte[] buffer = new byte[BUFFERED_PAGES * IndexPage.SIZE];
    private ByteBuffer directory = ByteBuffer.allocate(64 * IndexFileHead.DIRECTORY_ENTRY);
    private int pages;
    private boolean finished;

    private IndexFileWriter(Disk disk, Path target, Path temporary, IndexDensity density, DataFile file) {
        this.disk = disk;
        this.target = target;
        this.temporary = temporary;
        this.density = density;
        this.file = file;
    }

    static IndexFileWriter create(Disk disk, Path target, IndexDensity density) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + FileNames.TEMPORARY_SUFFIX);
        disk.delete(temporary);
        disk.create(temporary);
        return new IndexFileWriter(disk, target, temporary, density, DataFile.openToWrite(disk, temporary));
    }

    void add(ByteBuffer page) throws IOException {
        IndexPage.seal(page);
        if (IndexFileHead.fileSize(pages + 1) > Integer.MAX_VALUE) {
            throw new IOException(target + " would be too large to be mapped");
        }
        page.get(0, buffer, pages % BUFFERED_PAGES * IndexPage.SIZE, IndexPage.SIZE);
        if (directory.remaining() < IndexFileHead.DIRECTORY_ENTRY) {
            directory = ByteBuffer.allocate(2 * directory.capacity()).put(directory.flip());
        }
        directory.putLong(IndexPage.firstIndex(page)).putLong(IndexPage.maxTimeBefore(page));
        pages++;
        if (pages % BUFFERED_PAGES == 0) {
            file.write(buffer, buffer.length, IndexFileHead.pageAt(pages - BUFFERED_PAGES));
        }
    }

    /** Completes the file for a text whose index goes to an end. */
    void finish(TextSource text, LineForm lines, Cursor end, boolean ended) throws IOException {
        int rest = pages % BUFFERED_PAGES;
        file.write(buffer, rest * IndexPage.SIZE, IndexFileHead.pageAt(pages - rest));
        write(directory.flip(), IndexFileHead.directoryAt(pages));
        write(IndexFileHead.of(text, lines, density, pages, end, ended).write().rewind(), 0);
        file.close();
        disk.rename(temporary, target);
        finished = true;
    }

    private void write(ByteBuffer bytes, long position) throws IOException {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        file.write(array, array.length, position);
    }

    /** Removes what was written, if it isn't finished. */
    @Override
    public void close() throws IOException {
        file.close();
        if (!finished) {
            disk.delete(temporary);
        }
    }
}
