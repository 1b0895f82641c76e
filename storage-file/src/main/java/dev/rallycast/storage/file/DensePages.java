package dev.rallycast.storage.file;

import java.nio.ByteBuffer;

/**
 * Knows where every event begins: 4 bytes for each, in groups of 64. An event's entry is its offset relative to the page's
 * in 24 bits, and in 8 bits how far along its group's span of time it is, rounded down, which leads a search by time to the
 * event or one shortly before it.
 *
 * <p>A group begins with the greatest time before it, plus one and negated if times go back within the group, so that a
 * search must begin at its first event. The page's last 8 bytes are the greatest time in its last whole group, or in all of
 * it once it is finished.
 */
final class DensePages implements PageLayout {
    private static final int GROUP_EVENTS = 64;
    private static final int GROUP_HEAD = 8;
    private static final int GROUP = GROUP_HEAD + GROUP_EVENTS * Integer.BYTES;
    private static final int GROUPS = (IndexPage.SIZE - IndexPage.HEAD) / GROUP;
    private static final int CAPACITY = GROUPS * GROUP_EVENTS;
    private static final int MAX_OFFSET = (1 << 24) - 1;
    private static final int MAX_STEP = 255;
    private static final int LAST_TIME_AT = IndexPage.SIZE - Long.BYTES;

    // The times of the group that is being filled, and the greatest one before it.
    private final long[] times = new long[GROUP_EVENTS];
    private long groupBase;
    private boolean goesBack;

    @Override
    public boolean add(ByteBuffer page, long index, long offset, long maxTimeBefore, int length, long timeNanos) {
        int count = IndexPage.count(page);
        long relative = offset - IndexPage.firstOffset(page);
        if (count == CAPACITY || relative > MAX_OFFSET) {
            return false;
        }
        int inGroup = count % GROUP_EVENTS;
        if (inGroup == 0) {
            groupBase = maxTimeBefore;
            goesBack = false;
            page.putLong(LAST_TIME_AT, groupBase);
            page.putLong(groupAt(count), groupBase + 1);
        }
        if (timeNanos < maxTimeBefore && !goesBack) {
            goesBack = true;
            page.putLong(groupAt(count), -(groupBase + 1) - 1);
        }
        times[inGroup] = Math.max(timeNanos, maxTimeBefore);
        page.putInt(entryAt(count), (int) relative << 8);
        if (inGroup == GROUP_EVENTS - 1) {
            place(page, count - inGroup, GROUP_EVENTS);
        }
        IndexPage.count(page, count + 1);
        return true;
    }

    @Override
    public void finish(ByteBuffer page) {
        int inGroup = IndexPage.count(page) % GROUP_EVENTS;
        if (inGroup > 0) {
            place(page, IndexPage.count(page) - inGroup, inGroup);
        }
    }

    @Override
    public Cursor atOrBefore(ByteBuffer page, long index) {
        int entry = (int) Math.min(index - IndexPage.firstIndex(page), IndexPage.count(page) - 1L);
        return goesBack(page, entry) ? cursor(page, entry - entry % GROUP_EVENTS) : cursor(page, entry);
    }

    @Override
    public long offsetAtOrAfter(ByteBuffer page, long index) {
        long entry = index - IndexPage.firstIndex(page);
        return entry < IndexPage.count(page) ? offset(page, (int) entry) : -1;
    }

    @Override
    public Cursor beforeTime(ByteBuffer page, long timeNanos) {
        int last = (IndexPage.count(page) - 1) / GROUP_EVENTS;
        int group = IndexPage.last(last + 1, i -> base(page, i * GROUP_EVENTS) < timeNanos);
        int first = group * GROUP_EVENTS;
        long base = base(page, first);
        long end = group < last ? base(page, first + GROUP_EVENTS) : page.getLong(LAST_TIME_AT);
        if (goesBack(page, first) || end <= base) {
            // Times go back, or the group is still being filled.
            return cursor(page, first);
        }
        int step = step(timeNanos - base, end - base);
        int from = 0;
        int to = Math.min(GROUP_EVENTS, IndexPage.count(page) - first) - 1;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if ((page.getInt(entryAt(first + middle)) & MAX_STEP) >= step) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return cursor(page, first + from);
    }

    /** Writes how far along the span of their group its events are. */
    private void place(ByteBuffer page, int first, int events) {
        long span = times[events - 1] - groupBase;
        for (int i = 0; i < events; i++) {
            int at = entryAt(first + i);
            page.putInt(at, (page.getInt(at) & ~MAX_STEP) | step(times[i] - groupBase, span));
        }
        page.putLong(LAST_TIME_AT, times[events - 1]);
    }

    private static int step(long time, long span) {
        // In floating point, as the product may not fit; it never falls where the time rises.
        return time >= span ? MAX_STEP : (int) ((double) time / span * MAX_STEP);
    }

    private static Cursor cursor(ByteBuffer page, int entry) {
        return new Cursor(IndexPage.firstIndex(page) + entry, offset(page, entry), base(page, entry));
    }

    private static long offset(ByteBuffer page, int entry) {
        return IndexPage.firstOffset(page) + (page.getInt(entryAt(entry)) >>> 8);
    }

    private static long base(ByteBuffer page, int entry) {
        long base = page.getLong(groupAt(entry));
        return (base < 0 ? -(base + 1) : base) - 1;
    }

    private static boolean goesBack(ByteBuffer page, int entry) {
        return page.getLong(groupAt(entry)) < 0;
    }

    private static int groupAt(int entry) {
        return IndexPage.HEAD + entry / GROUP_EVENTS * GROUP;
    }

    private static int entryAt(int entry) {
        return groupAt(entry) + GROUP_HEAD + entry % GROUP_EVENTS * Integer.BYTES;
    }
}
