package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of a recording what its index knows, and makes that index. Not thread-safe. */
final class RecordingGlance {
    /** How far an index reaches, and what was added behind it. */
    private record Known(Cursor end, boolean ended) {}

    private static final Logger LOG = LoggerFactory.getLogger(RecordingGlance.class);

    private final Disk disk;
    private final Path file;
    private final TextSource source;
    private final Header header;
    private final long size;

    RecordingGlance(Disk disk, Path file, TextSource source) throws IOException {
        this.disk = disk;
        this.file = file;
        this.source = source;
        this.header = Header.read(source);
        this.size = source.size();
    }

    RecordingInfo info(Path name, RecordingProgress progress) throws IOException {
        IndexState state = IndexState.NOT_NEEDED;
        if (isWorthwhile()) {
            try {
                IndexFile index = IndexFile.open(disk, RecordingText.index(file), source, header.lines());
                state = IndexState.VALID;
                Known known = known(index);
                if (known != null) {
                    progress.reached(size, size, known.end().index());
                    return info(
                            name, known.end(), known.ended(), size - known.end().offset(), 0, state);
                }
            } catch (NoSuchFileException e) {
                state = IndexState.MISSING;
                LOG.debug("{}: there is no index", file, e);
            } catch (StaleIndexException e) {
                state = IndexState.STALE;
                LOG.debug("{}: {}", file, e.getMessage(), e);
            }
        }
        Verification found =
                RecordingScan.of(source, progress, (bytes, start, end) -> {}).verification();
        Cursor end = new Cursor(found.events(), size, found.durationNanos());
        return info(name, end, found.ended(), found.tornBytes(), found.problemCount(), state);
    }

    IndexState index(IndexDensity density, RecordingProgress progress) throws IOException {
        if (!isWorthwhile()) {
            return IndexState.NOT_NEEDED;
        }
        Cursor start = header.start();
        try {
            Cursor end = keeper(density)
                    .write(
                            source,
                            start,
                            wholeLinesEnd(start),
                            page -> progress.reached(IndexPage.firstOffset(page), size, IndexPage.firstIndex(page)));
            progress.reached(size, size, end.index());
        } catch (IndexWriteException | StaleIndexException e) {
            throw new IOException(e.getMessage(), e);
        }
        return IndexState.VALID;
    }

    private RecordingInfo info(Path name, Cursor end, boolean ended, long torn, long problems, IndexState state)
            throws IOException {
        return new RecordingInfo(
                name,
                header.game(),
                header.incarnation(),
                RecordingText.form(file),
                header.lines().checksummed(),
                Files.size(file),
                size,
                end.index(),
                ended,
                Math.max(0, end.maxTimeNanos()),
                torn,
                problems,
                state);
    }

    /** What the index knows, and what is behind it; null if that is damaged. */
    private @Nullable Known known(IndexFile index) throws IOException {
        IndexTail tail = new IndexTail(index.density(), index.end());
        LineScan scan = new LineScan(source, header.lines(), tail, index.ended());
        try {
            scan.to(wholeLinesEnd(index.end()));
            return new Known(tail.end(), scan.ended());
        } catch (CorruptRecordingException e) {
            LOG.debug("{}: damaged behind its index", file, e);
            return null;
        }
    }

    private boolean isWorthwhile() {
        return keeper(IndexDensity.SPARSE).isWorthwhile(size - header.nextOffset());
    }

    private IndexKeeper keeper(IndexDensity density) {
        LongTexts policy = new LongTexts(density, false, LongTexts.WORTHWHILE_BYTES);
        return new IndexKeeper(disk, RecordingText.index(file), source, header.lines(), policy);
    }

    private long wholeLinesEnd(Cursor from) throws IOException {
        return WholeLines.end(source, header.lines(), from, size);
    }
}
