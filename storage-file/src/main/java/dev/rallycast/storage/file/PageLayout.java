package dev.rallycast.storage.file;

import java.nio.ByteBuffer;

/** How the pages of an index are filled and searched. Filling is for one thread at a time; searching is stateless. */
interface PageLayout {
    static PageLayout of(IndexDensity density) {
        return density == IndexDensity.DENSE ? new DensePages() : new SparsePages();
    }

    /**
     * Adds an event to a page.
     *
     * @param index the event's
     * @param offset where its line, or what is between it and the line before, begins
     * @param maxTimeBefore the greatest time before it
     * @param length from the offset to the line's end, in bytes
     * @param timeNanos the recorded time
     * @return whether there was room
     */
    boolean add(ByteBuffer page, long index, long offset, long maxTimeBefore, int length, long timeNanos);

    /** Completes the page to which the last event was added, or a copy of it; nothing is added to that one then. */
    void finish(ByteBuffer page);

    /** The last known place that is not behind an event, whose place must not be before the page. */
    Cursor atOrBefore(ByteBuffer page, long index);

    /** Where the first known place that is not before an event begins; -1 if the page has none. */
    long offsetAtOrAfter(ByteBuffer page, long index);

    /** The last known place with only lower times before it; the page's beginning must be one. */
    Cursor beforeTime(ByteBuffer page, long timeNanos);
}
