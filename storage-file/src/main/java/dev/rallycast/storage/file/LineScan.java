package dev.rallycast.storage.file;

import java.io.IOException;

/** Goes through the lines of a text and enters them in an index. Not thread-safe. */
final class LineScan {
    private static final int CHUNK = 128 * 1024;

    private final TextSource text;
    private final LineForm lines;
    private final IndexTail index;
    private boolean ended;
    private int lastLength; // of the last event's line, which is not entered yet; 0 if there is none
    private long lastTime;

    /**
     * @param index where to go on, and what takes the events
     * @param ended whether the end mark was seen already
     */
    LineScan(TextSource text, LineForm lines, IndexTail index, boolean ended) {
        this.text = text;
        this.lines = lines;
        this.index = index;
        this.ended = ended;
    }

    /** Whether the end mark was seen. */
    boolean ended() {
        return ended;
    }

    /**
     * Goes on up to an offset. Lines are looked at only as closely as that takes, except the last one: in a text with
     * checksums it also tells whether there are as many before it as there should be.
     *
     * @throws dev.rallycast.model.CorruptRecordingException at the first line that is neither an event nor an end mark; what
     *     was before it stays entered
     */
    void to(long limit) throws IOException {
        // Held throughout: taken for each line, the lock would cost more than all the rest.
        synchronized (index) {
            scan(limit);
        }
    }

    private void scan(long limit) throws IOException {
        Cursor start = index.end();
        long number = lines.checksummed() ? start.index() + 2 : LineReader.UNKNOWN;
        int chunk = (int) Math.max(1, Math.min(CHUNK, limit - start.offset()));
        LineReader in = new LineReader(text, start.offset(), limit, number, chunk);
        long events = start.index();
        try {
            while (in.next()) {
                int length = (int) (in.nextOffset() - in.offset());
                if (lines.isIgnored(in)) {
                    enterLast(0);
                    index.skip(length);
                    continue;
                }
                if (ended) {
                    throw in.corrupt("behind the end mark: expected nothing");
                }
                long time = lines.time(in, events);
                if (lines.checksummed() && in.nextOffset() == limit) {
                    RecordedLines.requireChecksum(in, events);
                }
                enterLast(time);
                if (time == LineForm.END_MARK) {
                    ended = true;
                    index.skip(length);
                } else {
                    lastLength = length;
                    lastTime = time;
                    events++;
                }
            }
        } finally {
            enterLast(Long.MAX_VALUE);
        }
    }

    /**
     * Enters the last line that was an event, now that the time of the one behind it is known. If that is less, either times go
     * back there, or the last line is damaged: then its time must not count for the events behind it, which are whole.
     */
    private void enterLast(long nextTime) throws IOException {
        if (lastLength == 0) {
            return;
        }
        int length = lastLength;
        lastLength = 0;
        Cursor place = nextTime < lastTime && lines.checksummed() ? index.end() : null;
        if (place != null && !isWhole(place, length)) {
            lastTime = 0;
        }
        index.add(length, lastTime);
    }

    private boolean isWhole(Cursor place, int length) throws IOException {
        LineReader again = new LineReader(text, place.offset(), place.offset() + length, LineReader.UNKNOWN, length);
        return again.next() && lines.isWhole(again, place.index());
    }
}
