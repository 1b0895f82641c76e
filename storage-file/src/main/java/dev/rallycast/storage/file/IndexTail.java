package dev.rallycast.storage.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The part of an index that is on the heap, and grows. Thread-safe. */
final class IndexTail {
    /** Takes pages that are full. */
    @FunctionalInterface
    interface FullPages {
        void accept(ByteBuffer page);
    }

    private final IndexDensity density;
    private final PageLayout layout;
    // All guarded by this.
    private final List<ByteBuffer> pages;
    private final FullPages full;
    private @Nullable ByteBuffer current;
    private long events;
    private long endOffset;
    private long maxTime;

    /** A tail that keeps its pages. */
    IndexTail(IndexDensity density, Cursor start) {
        this(density, start, new ArrayList<>());
    }

    /** A tail that hands on its pages when they are full, and can't be searched; {@link #copyPages} gives the last one. */
    IndexTail(IndexDensity density, Cursor start, FullPages full) {
        this(density, start, new ArrayList<>(), full);
    }

    private IndexTail(IndexDensity density, Cursor start, List<ByteBuffer> pages) {
        this(density, start, pages, pages::add);
    }

    private IndexTail(IndexDensity density, Cursor start, List<ByteBuffer> pages, FullPages full) {
        this.density = density;
        this.layout = PageLayout.of(density);
        this.events = start.index();
        this.endOffset = start.offset();
        this.maxTime = start.maxTimeNanos();
        this.pages = pages;
        this.full = full;
    }

    /** How many places it knows. */
    IndexDensity density() {
        return density;
    }

    /** The place behind all that is known. */
    synchronized Cursor end() {
        return new Cursor(events, endOffset, maxTime);
    }

    /** Adds the event whose line, of {@code length} bytes, is the next one. */
    synchronized void add(int length, long timeNanos) {
        ByteBuffer page = current;
        if (page == null || !layout.add(page, events, endOffset, maxTime, length, timeNanos)) {
            if (page != null) {
                layout.finish(page);
                full.accept(page);
            }
            page = IndexPage.begin(events, endOffset, maxTime);
            layout.add(page, events, endOffset, maxTime, length, timeNanos);
            current = page;
        }
        events++;
        endOffset += length;
        maxTime = Math.max(maxTime, timeNanos);
    }

    /** Adds events, the lines of which follow each other. */
    synchronized void add(int[] lengths, long[] timesNanos, int count) {
        for (int i = 0; i < count; i++) {
            add(lengths[i], timesNanos[i]);
        }
    }

    /** Moves the end behind a line that is no event. */
    synchronized void skip(int length) {
        endOffset += length;
    }

    synchronized boolean isEmpty() {
        return current == null;
    }

    synchronized Cursor atOrBefore(long index) {
        return layout.atOrBefore(page(last(i -> IndexPage.firstIndex(page(i)) <= index)), index);
    }

    synchronized long offsetAtOrAfter(long index) {
        if (index >= events) {
            return endOffset;
        }
        int number = last(i -> IndexPage.firstIndex(page(i)) <= index);
        long offset = layout.offsetAtOrAfter(page(number), index);
        if (offset >= 0) {
            return offset;
        }
        return number < pages.size() ? IndexPage.firstOffset(page(number + 1)) : endOffset;
    }

    synchronized Cursor beforeTime(long timeNanos) {
        return layout.beforeTime(page(last(i -> IndexPage.maxTimeBefore(page(i)) < timeNanos)), timeNanos);
    }

    /** Copies of the pages that were not handed on, finished. */
    synchronized List<ByteBuffer> copyPages() {
        List<ByteBuffer> copies = new ArrayList<>();
        if (current != null) {
            pages.forEach(page -> copies.add(IndexPage.copy(page)));
            ByteBuffer last = IndexPage.copy(current);
            layout.finish(last);
            copies.add(last);
        }
        return copies;
    }

    /** The last page for which something holds that holds for a first part of them; the first page if there is none. */
    private int last(IntPredicate holds) {
        return IndexPage.last(pages.size() + 1, holds);
    }

    private ByteBuffer page(int number) {
        ByteBuffer last = current;
        if (last == null) {
            throw new IllegalStateException("the index has no page " + number);
        }
        return number < pages.size() ? pages.get(number) : last;
    }
}
