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
    private final DataFile file;
    private final byte[] buffer = new byte[BUFFERED_PAGES * IndexPage.SIZE];
    private ByteBuffer directory = ByteBuffer.allocate(64 * IndexFileHead.DIRECTORY_ENTRY);
    private int pages;
    private boolean finished;

    private IndexFileWriter(Disk disk, Path target, Path temporary, DataFile file) {
        this.disk = disk;
        this.target = target;
        this.temporary = temporary;
        this.file = file;
    }

    static IndexFileWriter create(Disk disk, Path target) throws IOException {
        Path temporary = target.resolveSibling(target.getFileName() + FileNames.TEMPORARY_SUFFIX);
        disk.delete(temporary);
        disk.create(temporary);
        return new IndexFileWriter(disk, target, temporary, DataFile.openToWrite(disk, temporary));
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

    /** How many pages were added. */
    int pages() {
        return pages;
    }

    /** Completes the file with the head of an index of so many pages. */
    void finish(IndexFileHead head) throws IOException {
        int rest = pages % BUFFERED_PAGES;
        file.write(buffer, rest * IndexPage.SIZE, IndexFileHead.pageAt(pages - rest));
        write(directory.flip(), IndexFileHead.directoryAt(pages));
        write(head.write().rewind(), 0);
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
