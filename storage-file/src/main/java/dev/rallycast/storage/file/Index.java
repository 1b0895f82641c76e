package dev.rallycast.storage.file;

import org.jspecify.annotations.Nullable;

/**
 * Knows where the events of a recording are, so that finding one by number or time costs a binary search and a short walk:
 * what a file knows of the beginning, and on the heap what came since. Thread-safe.
 */
final class Index {
    private final @Nullable IndexFile file;
    private final Cursor covered; // where the file ends
    private final IndexTail tail;

    private Index(@Nullable IndexFile file, Cursor covered, IndexTail tail) {
        this.file = file;
        this.covered = covered;
        this.tail = tail;
    }

    /** An index of a text whose events begin at a place. */
    static Index empty(IndexDensity density, Cursor start) {
        return new Index(null, start, new IndexTail(density, start));
    }

    /** An index that goes on behind that of a file. */
    static Index of(IndexFile file) {
        Cursor end = file.end();
        return new Index(file.pages() == 0 ? null : file, end, new IndexTail(file.density(), end));
    }

    /** The file that knows the beginning. */
    @Nullable
    IndexFile file() {
        return file;
    }

    /** What came since, and where more is added. */
    IndexTail tail() {
        return tail;
    }

    /** The place behind all that is known. */
    Cursor end() {
        return tail.end();
    }

    /**
     * The last known place that is not behind an event, which must exist.
     *
     * @throws StaleIndexException if the file turns out to be damaged
     */
    Cursor atOrBefore(long index) {
        return file != null && index < covered.index() ? file.atOrBefore(index) : tail.atOrBefore(index);
    }

    /** Where the first known place that is not before an event begins, or the end. Throws like {@link #atOrBefore}. */
    long offsetAtOrAfter(long index) {
        return file != null && index < covered.index() ? file.offsetAtOrAfter(index) : tail.offsetAtOrAfter(index);
    }

    /** The last known place with only lower times before it; at least one event must exist. Throws like {@link #atOrBefore}. */
    Cursor beforeTime(long timeNanos) {
        if (file == null || (covered.maxTimeNanos() < timeNanos && !tail.isEmpty())) {
            return tail.beforeTime(timeNanos);
        }
        return file.beforeTime(timeNanos);
    }
}
