package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording.Extent;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording's text with its index, shared by its readers and its writer within one storage. Thread-safe: what may be read
 * is published as one value, and bytes behind it are never touched by a reader.
 */
final class Tape {
    /** Events that were read, and the place behind them. */
    record Slice(List<GameEvent> events, Cursor next) {}

    private record Published(Extent extent, long end) {}

    /** An object of its own, so that the same listener can be added twice and each registration ends by itself. */
    private static final class Registration {
        final Runnable listener;

        Registration(Runnable listener) {
            this.listener = listener;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Tape.class);

    /** How many errors may come late for what was mapped before one read. */
    private static final int MAX_LATE_ERRORS = 8;

    /** Bounds the memory of one read, whatever the caller asks for. */
    private static final long MAX_SLICE_BYTES = 4L << 20;

    /** One read takes at most so much at once. */
    private static final long LARGEST_READ = 1L << 20;

    /** A search by time looks at some events from the place that the index tells. */
    private static final int NEARBY = 4;

    private final TextSource text;
    private final Header header;
    private final LineForm lines;
    private final IndexKeeper keeper;
    private final Cursor start;
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private volatile Published published;
    private volatile Index index;
    private volatile String obstacle = ""; // to following
    private volatile TextSource reads; // the text, perhaps in a form that is read faster

    // All guarded by this.
    private boolean loaded;
    private boolean remade;
    private boolean ended;
    private boolean writing;
    private boolean mapped;
    private long tornAt = -1;

    Tape(TextSource text, Header header, IndexKeeper keeper) {
        this.text = text;
        this.reads = text;
        this.header = header;
        this.lines = header.lines();
        this.keeper = keeper;
        this.start = header.start();
        this.index = keeper.empty(start);
        this.published = new Published(new Extent(0, false), start.offset());
    }

    TextSource text() {
        return text;
    }

    Header header() {
        return header;
    }

    Extent extent() {
        return published.extent();
    }

    /** Whether a newly opened tape of the same name is of the same file, grown or not. */
    boolean isStillOf(Tape fresh) throws IOException {
        Published now = published;
        return text.isSameAs(fresh.text)
                && header.equals(fresh.header)
                && now.end() <= fresh.text.size()
                && endsAsKnown(now);
    }

    /** Whether the last line that is known is still there: a writer takes back what it could not write to the end. */
    private boolean endsAsKnown(Published known) throws IOException {
        long size = known.extent().size();
        if (known.end() == start.offset() || !lines.checksummed()) {
            return true;
        }
        return WholeLines.endsWith(text, start, known.end(), known.extent().ended() ? size : size - 1);
    }

    /**
     * Takes in what was added to the file from outside.
     *
     * @throws CorruptRecordingException at the first line that is neither an event nor an end mark; what is before it can be
     *     read
     */
    void refresh() throws IOException {
        Extent before = extent();
        try {
            takeIn();
        } finally {
            if (!extent().equals(before)) {
                tellListeners();
            }
        }
    }

    /** Takes in what was added, if it can be read; what stands in the way is logged once. */
    void follow() {
        try {
            refresh();
            obstacle = "";
        } catch (ClosedChannelException e) {
            LOG.debug("{}: closed meanwhile", text.path(), e);
        } catch (IOException | RuntimeException e) {
            String message = String.valueOf(e.getMessage());
            if (!message.equals(obstacle)) {
                obstacle = message;
                LOG.warn("{}: what was added can't be read: {}", text.path(), message);
            }
        }
    }

    private synchronized void takeIn() throws IOException {
        // A writer here publishes what it writes itself, and only once it is safe.
        if (writing || published.extent().ended()) {
            return;
        }
        long size = text.size();
        if (!loaded) {
            load(size);
            loaded = true;
        }
        LineScan scan = new LineScan(text, lines, index.tail(), ended);
        try {
            scan.to(wholeLinesEnd(size));
            ended = scan.ended() || lines.endsWithText();
        } catch (CorruptRecordingException e) {
            ended = scan.ended();
            throw e;
        } finally {
            publish();
        }
        long end = index.end().offset();
        if (end < size && end != tornAt) {
            tornAt = end;
            LOG.warn(
                    "{}: ignored {} bytes from byte {} on, a torn write or one under way",
                    text.path(),
                    size - end,
                    end);
        }
        if (ended && !mapped && keeper.isWorthwhile(size)) {
            mapped = true;
            reads = keeper.mapped();
        }
    }

    void close() throws IOException {
        reads.close();
        text.close();
    }

    /** Reads events; at least one if {@code from} is below the size. */
    Slice read(Cursor hint, long from, int max) throws IOException {
        Published now = published;
        if (from >= now.extent().size()) {
            return new Slice(List.of(), hint);
        }
        return whileErrorsAreLate(late -> {
            Index used = trusted(late);
            try {
                return read(used, now, late == null ? hint : Cursor.NOWHERE, from, max);
            } catch (StaleIndexException | CorruptRecordingException e) {
                return read(remade(used, e), now, Cursor.NOWHERE, from, max);
            } catch (InternalError e) {
                return read(unmapped(used, e), now, Cursor.NOWHERE, from, max);
            }
        });
    }

    /** The place of the first event at or after a time; that behind all events if there is none. */
    Cursor seek(long timeNanos) throws IOException {
        Published now = published;
        if (now.extent().size() == 0) {
            return Cursor.NOWHERE;
        }
        return whileErrorsAreLate(late -> {
            Index used = trusted(late);
            try {
                return seek(used, now, timeNanos);
            } catch (StaleIndexException | CorruptRecordingException e) {
                return seek(remade(used, e), now, timeNanos);
            } catch (InternalError e) {
                return seek(unmapped(used, e), now, timeNanos);
            }
        });
    }

    @FunctionalInterface
    private interface Reading<T> {
        /** Reads; after an error that came late for what was mapped, without that. */
        T get(@Nullable InternalError late) throws IOException;
    }

    /** Java may tell a little late that something mapped was cut, and so in the midst of what is done about it. */
    private static <T> T whileErrorsAreLate(Reading<T> reading) throws IOException {
        InternalError late = null;
        for (int errors = 0; ; errors++) {
            try {
                return reading.get(late);
            } catch (InternalError e) {
                if (errors == MAX_LATE_ERRORS) {
                    throw new IOException("what was mapped can't be read", e);
                }
                late = e;
            }
        }
    }

    /** The index, but none that is mapped after an error: touching it once more would only bring the next error. */
    private Index trusted(@Nullable InternalError late) throws IOException {
        return late == null ? index : unmapped(index, late);
    }

    Runnable onGrowth(Runnable listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Gives the file to a writer and returns where it goes on. */
    synchronized long startWriting() {
        writing = true;
        return index.end().offset();
    }

    synchronized void stopWriting() {
        writing = false;
        saveIndex();
    }

    /** Publishes the lines of so many events that the writer has written behind the others. */
    long appended(long[] timesNanos, int[] lengths, int count) {
        long first;
        synchronized (this) {
            first = index.end().index();
            index.tail().add(lengths, timesNanos, count);
            publish();
        }
        tellListeners();
        return first;
    }

    /** Publishes the end mark that the writer has written behind the events. */
    void ended(int length) {
        synchronized (this) {
            ended = true;
            index.tail().skip(length);
            publish();
        }
        tellListeners();
    }

    private Slice read(Index used, Published now, Cursor hint, long from, int max) throws IOException {
        return read(used, now, hint, from, max, false);
    }

    /**
     * Reads.
     *
     * @param strict whether lines before the first event are looked at closely, since their times count for it
     */
    private Slice read(Index used, Published now, Cursor hint, long from, int max, boolean strict) throws IOException {
        long to = from + Math.min(max, now.extent().size() - from);
        Cursor place = used.atOrBefore(from);
        if (hint.index() <= from && hint.index() > place.index()) {
            place = hint;
        }
        LineReader in = reader(place, Math.min(used.offsetAtOrAfter(to), now.end()));
        List<GameEvent> events = new ArrayList<>((int) Math.min(to - from, 1024));
        long maxTime = place.maxTimeNanos();
        long bytes = 0;
        long next = place.index();
        while (next < to && bytes < MAX_SLICE_BYTES) {
            toEvent(in);
            if (next < from) {
                long time = strict && !lines.isWhole(in, next) ? 0 : lines.time(in, next);
                maxTime = Math.max(maxTime, time);
            } else if (!strict && next == from && maxTime > place.maxTimeNanos() && lines.time(in, next) < maxTime) {
                // Times go back here, or a line before is damaged.
                return read(used, now, hint, from, max, true);
            } else {
                GameEvent event = lines.event(in, next, maxTime);
                maxTime = event.timeNanos();
                // Of the line, as an event of one byte takes more than a hundred on the heap.
                bytes += in.end() - in.start();
                events.add(event);
            }
            next++;
        }
        return new Slice(events, new Cursor(next, in.nextOffset(), maxTime));
    }

    private Cursor seek(Index used, Published now, long timeNanos) throws IOException {
        long size = now.extent().size();
        Cursor place = used.beforeTime(timeNanos);
        long nearby = used.offsetAtOrAfter(place.index() + NEARBY);
        LineReader in = reader(place, now.end(), nearby - place.offset());
        long maxTime = place.maxTimeNanos();
        for (long at = place.index(); at < size; at++) {
            toEvent(in);
            long time = lines.time(in, at);
            if (time >= timeNanos && lines.isWhole(in, at)) {
                return new Cursor(at, in.offset(), maxTime);
            }
            if (time < timeNanos) {
                maxTime = Math.max(maxTime, time);
            }
        }
        return new Cursor(size, in.nextOffset(), maxTime);
    }

    private LineReader reader(Cursor place, long limit) {
        return reader(place, limit, limit - place.offset());
    }

    private LineReader reader(Cursor place, long limit, long length) {
        long number = lines.checksummed() ? place.index() + 2 : LineReader.UNKNOWN;
        int chunk = (int) Math.max(1, Math.min(length, LARGEST_READ));
        return LineReader.shortLived(reads, place.offset(), limit, number, chunk);
    }

    private void toEvent(LineReader in) throws IOException {
        do {
            if (!in.next()) {
                throw in.missing("the file was cut here while it was open");
            }
        } while (lines.isIgnored(in));
    }

    /** How far the text can be relied on: in one with checksums, what is behind the last whole line is torn. */
    private long wholeLinesEnd(long size) throws IOException {
        return WholeLines.end(text, lines, index.end(), size);
    }

    /** Begins with the index file, after making one if that is worthwhile. */
    private void load(long size) throws IOException {
        if (!keeper.isWorthwhile(size - start.offset())) {
            return;
        }
        IndexFile file = keeper.load();
        if (file == null && keeper.build(keeper.mapped(), start, wholeLinesEnd(size))) {
            remade = true;
            file = keeper.load();
        }
        if (file != null) {
            index = Index.of(file);
            ended = file.ended();
        }
    }

    /** Replaces an index that has led astray by one that is made from the text, once; passes on what is no fault of it. */
    private synchronized Index remade(Index used, RuntimeException reason) throws IOException {
        if (index != used) {
            return index;
        }
        // One that this tape has just made is not to blame for damage, but may itself be damaged meanwhile.
        if (used.file() == null || (remade && !(reason instanceof StaleIndexException))) {
            throw reason;
        }
        remade = true;
        LOG.warn("{}: the index is made anew: {}", text.path(), reason.getMessage());
        Cursor end = used.end();
        Index fresh = keeper.empty(start);
        new LineScan(text, lines, fresh.tail(), false).to(published.end());
        if (fresh.end().index() != published.extent().size()) {
            throw new CorruptRecordingException(
                    text.path() + " holds " + fresh.end().index()
                            + " events up to byte " + end.offset() + ", its index said "
                            + published.extent().size()
                            + ": it was changed, and must be opened anew");
        }
        index = fresh;
        return fresh;
    }

    /** Goes on without what was mapped, after touching it failed: the text or its index was cut. */
    private synchronized Index unmapped(Index used, InternalError reason) throws IOException {
        reads = text;
        return used.file() == null ? used : remade(used, new StaleIndexException("cut while it was mapped", reason));
    }

    private void saveIndex() {
        Index grown = index;
        IndexFile file = grown.file();
        long covered = file == null ? start.offset() : file.end().offset();
        if (keeper.isWorthwhile(grown.end().offset() - covered) && keeper.save(grown, ended)) {
            IndexFile saved = keeper.load();
            if (saved != null && saved.end().equals(grown.end())) {
                index = Index.of(saved);
            }
        }
    }

    private void publish() {
        Cursor end = index.end();
        published = new Published(new Extent(end.index(), ended), end.offset());
    }

    private void tellListeners() {
        for (Registration registration : listeners) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                LOG.error("{}: a growth listener threw", text.path(), e);
            }
        }
    }
}
