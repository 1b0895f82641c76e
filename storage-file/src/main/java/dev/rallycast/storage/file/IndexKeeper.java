package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes the index file of one recording. All of it is for speed only: what goes wrong is logged, and the index is
 * kept on the heap. Not thread-safe.
 */
final class IndexKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(IndexKeeper.class);

    private final Disk disk;
    private final Path path;
    private final TextSource text;
    private final LineForm lines;
    private final LongTexts policy;

    IndexKeeper(Disk disk, Path path, TextSource text, LineForm lines, LongTexts policy) {
        this.disk = disk;
        this.path = path;
        this.text = text;
        this.lines = lines;
        this.policy = policy;
    }

    /** An index that knows nothing yet. */
    Index empty(Cursor start) {
        return Index.empty(policy.density(), start);
    }

    /** The same text mapped into memory, if that is wanted and possible; it holds on to the same file. */
    TextSource mapped() {
        if (policy.mapped() && text instanceof DataFile file) {
            try {
                return new MappedSource(file);
            } catch (IOException e) {
                LOG.warn("{} can't be mapped into memory, it is read in another way", text.path(), e);
            }
        }
        return text;
    }

    /** Whether so much text is worth an index file. */
    boolean isWorthwhile(long bytes) {
        return bytes >= policy.fromBytes();
    }

    /**
     * The index of the beginning of the text; null if there is none that fits. One of another density is as good, and who
     * shares the file and wants that one is spared making it anew.
     */
    @Nullable
    IndexFile load() {
        try {
            IndexFile file = IndexFile.open(disk, path, text, lines);
            return file.ended() || file.pages() == 0 ? file : file.withoutLastPage();
        } catch (NoSuchFileException e) {
            LOG.debug("{}: there is no index", path, e);
        } catch (StaleIndexException | InternalError e) {
            LOG.info("the index is made anew: {}", e.getMessage());
        } catch (IOException e) {
            LOG.warn("{}: the index can't be read, it is made anew", path, e);
        }
        return null;
    }

    /**
     * Goes through the text and writes its index; returns whether that worked.
     *
     * @param fast the text, perhaps in a form that is read faster
     * @param start where the first event begins
     * @param limit how far to go
     * @throws CorruptRecordingException if the text is damaged
     * @throws IOException if the text can't be read
     */
    boolean build(TextSource fast, Cursor start, long limit) throws IOException {
        try {
            write(fast, start, limit, page -> {});
            return true;
        } catch (IndexWriteException | StaleIndexException | InternalError e) {
            LOG.warn("{}: the index can't be made, it is kept in memory", path, e);
            return false;
        }
    }

    /**
     * Goes through the text and writes its index, in memory that does not depend on its length. Threads of the common pool
     * help if it is long.
     *
     * @param fast the text, perhaps in a form that is read faster
     * @param start where the first event begins
     * @param limit how far to go
     * @param written hears of each page when it is written
     * @return the place behind all that the index knows
     * @throws CorruptRecordingException if the text is damaged
     * @throws IndexWriteException if the index can't be written
     * @throws StaleIndexException if the text was cut meanwhile
     * @throws IOException if the text can't be read
     */
    Cursor write(TextSource fast, Cursor start, long limit, IndexTail.FullPages written) throws IOException {
        // Of before, so that the index does not fit a text that is changed meanwhile.
        long changed = IndexFileHead.changed(text);
        try (IndexFileWriter writer = create()) {
            IndexTail tail = new IndexTail(policy.density(), start, page -> {
                add(writer, page);
                written.accept(page);
            });
            LineScan scan = new LineScan(fast, lines, tail, false);
            scan.to(limit);
            finish(writer, tail, scan.ended(), changed);
            return tail.end();
        }
    }

    /** Writes an index; returns whether that worked. */
    boolean save(Index index, boolean ended) {
        try {
            long changed = IndexFileHead.changed(text);
            try (IndexFileWriter writer = create()) {
                IndexFile file = index.file();
                for (int i = 0; file != null && i < file.pages(); i++) {
                    add(writer, file.copyPage(i));
                }
                finish(writer, index.tail(), ended, changed);
                return true;
            }
        } catch (IOException | IndexWriteException | StaleIndexException | InternalError e) {
            LOG.warn("{}: the index can't be written", path, e);
            return false;
        }
    }

    private IndexFileWriter create() {
        try {
            return IndexFileWriter.create(disk, path);
        } catch (IOException e) {
            throw new IndexWriteException(path, e);
        }
    }

    private void add(IndexFileWriter writer, ByteBuffer page) {
        try {
            writer.add(page);
        } catch (IOException e) {
            throw new IndexWriteException(path, e);
        }
    }

    private void finish(IndexFileWriter writer, IndexTail tail, boolean ended, long changed) throws IOException {
        for (ByteBuffer page : tail.copyPages()) {
            add(writer, page);
        }
        IndexFileHead head = IndexFileHead.of(text, lines, tail.density(), writer.pages(), tail.end(), ended, changed);
        try {
            writer.finish(head);
        } catch (IOException e) {
            throw new IndexWriteException(path, e);
        }
    }
}
