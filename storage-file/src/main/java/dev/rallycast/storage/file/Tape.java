package dev.rallycast.storage.file;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording.Extent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A recording's file with its index, shared by its readers and its writer within one storage. Thread-safe: what may be
 * read is published as one value, and bytes behind it are never touched by a reader.
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

    /** Bounds the memory of one read, whatever the caller asks for. */
    private static final long MAX_SLICE_BYTES = 4L << 20;

    private final TextSource file;
    private final Header header;
    private final SparseIndex index = new SparseIndex();
    private final List<Registration> listeners = new CopyOnWriteArrayList<>();
    private volatile Published published;

    // The place behind the lines that were seen so far; guarded by this.
    private long scanned;
    private long nextLine = 2;
    private boolean sawEnd;
    private boolean writing;

    Tape(TextSource file, Header header) {
        this.file = file;
        this.header = header;
        this.scanned = header.nextOffset();
        this.published = new Published(new Extent(0, false), scanned);
    }

    TextSource file() {
        return file;
    }

    Header header() {
        return header;
    }

    Extent extent() {
        return published.extent();
    }

    /** Whether a newly opened tape of the same name is of the same file, grown or not. */
    boolean isStillOf(Tape fresh) throws IOException {
        return file.isSameAs(fresh.file) && header.equals(fresh.header) && published.end() <= fresh.file.size();
    }

    /**
     * Takes in what was added to the file from outside.
     *
     * @throws dev.rallycast.model.CorruptRecordingException at the first line that is neither an event nor an end mark
     */
    void refresh() throws IOException {
        boolean changed;
        synchronized (this) {
            // A writer here publishes what it writes itself, and only once it is safe.
            if (writing || published.extent().ended()) {
                return;
            }
            long size = file.size();
            scan(new LineReader(file, scanned, size, nextLine));
            changed = publish();
            if (scanned < size) {
                LOG.warn(
                        "{}: ignored {} bytes without a line feed from byte {} on, a torn write or one under way",
                        file.path(),
                        size - scanned,
                        scanned);
            }
        }
        if (changed) {
            tellListeners();
        }
    }

    /** Reads events; at least one if {@code from} is below the size. */
    Slice read(Cursor hint, long from, int max) throws IOException {
        Published now = published;
        long size = now.extent().size();
        if (from >= size) {
            return new Slice(List.of(), hint);
        }
        Cursor start = index.before(from);
        if (hint.index() <= from && hint.index() > start.index()) {
            start = hint;
        }
        long to = from + Math.min(max, size - from);
        List<GameEvent> events = new ArrayList<>((int) Math.min(to - from, 1024));
        LineReader in = new LineReader(file, start.offset(), now.end(), start.line());
        long maxTime = start.maxTimeNanos();
        long bytes = 0;
        long next = start.index();
        while (next < to && bytes < MAX_SLICE_BYTES) {
            toEvent(in);
            if (next < from) {
                maxTime = Math.max(maxTime, time(in));
            } else {
                GameEvent event = event(in, next, maxTime);
                maxTime = event.timeNanos();
                bytes += event.data().size();
                events.add(event);
            }
            next++;
        }
        return new Slice(events, new Cursor(next, in.nextOffset(), in.line() + 1, maxTime));
    }

    /** The index of the first event at or after a time; the size if there is none. */
    long indexAt(long timeNanos) throws IOException {
        Published now = published;
        long size = now.extent().size();
        if (size == 0) {
            return 0;
        }
        Cursor start = index.beforeTime(timeNanos);
        LineReader in = new LineReader(file, start.offset(), now.end(), start.line());
        for (long at = start.index(); at < size; at++) {
            toEvent(in);
            if (time(in) >= timeNanos) {
                return at;
            }
        }
        return size;
    }

    Runnable onGrowth(Runnable listener) {
        Registration registration = new Registration(listener);
        listeners.add(registration);
        return () -> listeners.remove(registration);
    }

    /** Gives the file to a writer and returns where it goes on. */
    synchronized long startWriting() {
        writing = true;
        return scanned;
    }

    synchronized void stopWriting() {
        writing = false;
    }

    /** Publishes lines that the writer has written behind the others. */
    long appended(long[] timesNanos, int[] lengths) {
        long first;
        synchronized (this) {
            first = index.size();
            for (int i = 0; i < lengths.length; i++) {
                add(timesNanos[i], lengths[i]);
            }
            publish();
        }
        tellListeners();
        return first;
    }

    /** Publishes the end mark that the writer has written behind the events. */
    void ended(int length) {
        synchronized (this) {
            sawEnd = true;
            scanned += length;
            nextLine++;
            publish();
        }
        tellListeners();
    }

    private void scan(LineReader in) throws IOException {
        while (in.next()) {
            // What was taken in stays so if a later line is damaged: the next attempt goes on at that line.
            int length = (int) (in.nextOffset() - in.offset());
            if (in.isBlank()) {
                scanned += length;
                nextLine++;
                continue;
            }
            if (sawEnd) {
                throw in.corrupt("behind the end mark: expected nothing");
            }
            long time = EventLine.time(in.buffer(), in.start(), in.end());
            if (time < 0) {
                LooseLine loose = LooseLine.parse(in);
                if (loose.isEnd()) {
                    if (loose.events() >= 0 && loose.events() != index.size()) {
                        throw in.corrupt(
                                "the end mark counts " + loose.events() + " events, the file holds " + index.size());
                    }
                    sawEnd = true;
                    scanned += length;
                    nextLine++;
                    continue;
                }
                time = loose.timeNanos();
            }
            add(time, length);
        }
    }

    private void add(long timeNanos, int length) {
        index.add(scanned, nextLine, timeNanos);
        scanned += length;
        nextLine++;
    }

    private boolean publish() {
        Published next = new Published(new Extent(index.size(), sawEnd), scanned);
        boolean changed = !next.extent().equals(published.extent());
        published = next;
        return changed;
    }

    private void tellListeners() {
        for (Registration registration : listeners) {
            try {
                registration.listener.run();
            } catch (RuntimeException e) {
                LOG.error("{}: a growth listener threw", file.path(), e);
            }
        }
    }

    private static void toEvent(LineReader in) throws IOException {
        do {
            if (!in.next()) {
                throw in.missing("the file was cut here while it was open");
            }
        } while (in.isBlank());
    }

    private static long time(LineReader in) {
        long time = EventLine.time(in.buffer(), in.start(), in.end());
        return time >= 0 ? time : loose(in).timeNanos();
    }

    private static GameEvent event(LineReader in, long index, long maxTimeNanos) {
        GameEvent event = EventLine.parse(in.buffer(), in.start(), in.end(), index, maxTimeNanos);
        return event != null ? event : loose(in).event(index, maxTimeNanos);
    }

    private static LooseLine loose(LineReader in) {
        LooseLine loose = LooseLine.parse(in);
        if (loose.isEnd()) {
            throw in.corrupt("an end mark: expected an event");
        }
        return loose;
    }
}
