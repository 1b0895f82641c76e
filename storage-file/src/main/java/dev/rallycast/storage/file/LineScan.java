package dev.rallycast.storage.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the lines of a text and enters them in an index. Lines are entered in order by one thread; in a long text,
 * threads of the common pool help to find them. Not thread-safe.
 */
final class LineScan {
    private static final int CHUNK = 16 * 1024;

    private final TextSource text;
    private final LineForm lines;
    private final IndexTail index;
    private final Pieces.Work work;
    private boolean ended;
    private long limit;
    private long offset; // behind the last line, entered or not
    private long events; // before it
    private @Nullable LineReader inOrder;
    private int lastLength; // of the last event's line, which is not entered yet; 0 if there is none
    private long lastTime;

    /**
     * @param index where to go on, and what takes the events
     * @param ended whether the end mark was seen already
     */
    LineScan(TextSource text, LineForm lines, IndexTail index, boolean ended) {
        this(text, lines, index, ended, Pieces.Work.SHARED);
    }

    /** Like the other one, but tells how the work is shared. */
    LineScan(TextSource text, LineForm lines, IndexTail index, boolean ended, Pieces.Work work) {
        this.text = text;
        this.lines = lines;
        this.index = index;
        this.ended = ended;
        this.work = work;
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
    void to(long end) throws IOException {
        Cursor start = index.end();
        limit = end;
        offset = start.offset();
        events = start.index();
        inOrder = null;
        try (Pieces pieces = new Pieces(text, lines, offset, end, work)) {
            Piece piece = pieces.next();
            while (piece != null && enter(piece)) {
                piece = pieces.next();
            }
        } finally {
            enterLast(Long.MAX_VALUE);
        }
    }

    /** Enters the lines of a piece; returns whether there may be more. */
    private boolean enter(Piece piece) throws IOException {
        // Taken for each line, the lock would cost more than all the rest.
        synchronized (index) {
            // It begins elsewhere if the file has changed meanwhile.
            if (piece.first() == offset) {
                enterFound(piece);
            }
            while (offset < piece.to()) {
                if (!enterNext()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Enters the lines of a piece that were found, as far as they can be entered. */
    private void enterFound(Piece piece) throws IOException {
        int[] lengths = piece.lengths();
        long[] times = piece.times();
        for (int i = 0; i < piece.count(); i++) {
            long next = offset + lengths[i];
            if (times[i] >= 0 && !ended && (next < limit || !lines.checksummed())) {
                enterEvent(lengths[i], times[i]);
            } else if (times[i] == Piece.IGNORED) {
                enterIgnored(lengths[i]);
            } else if (!enterNext() || offset != next) {
                return;
            }
        }
    }

    /** Looks at the next line, knowing all that is before it, and enters it; returns whether there is one. */
    private boolean enterNext() throws IOException {
        LineReader in = inOrder;
        if (in == null || in.nextOffset() != offset) {
            long number = lines.checksummed() ? events + (ended ? 3 : 2) : LineReader.UNKNOWN;
            in = new LineReader(text, offset, limit, number, (int) Math.max(1, Math.min(CHUNK, limit - offset)));
            inOrder = in;
        }
        if (!in.next()) {
            return false;
        }
        int length = (int) (in.nextOffset() - in.offset());
        if (lines.isIgnored(in)) {
            enterIgnored(length);
            return true;
        }
        if (ended) {
            throw in.corrupt("behind the end mark: expected nothing");
        }
        long time = lines.time(in, events);
        if (lines.checksummed() && in.nextOffset() == limit) {
            RecordedLines.requireChecksum(in, events);
        }
        if (time == LineForm.END_MARK) {
            enterLast(time);
            ended = true;
            index.skip(length);
            offset += length;
        } else {
            enterEvent(length, time);
        }
        return true;
    }

    private void enterIgnored(int length) throws IOException {
        enterLast(0);
        index.skip(length);
        offset += length;
    }

    private void enterEvent(int length, long time) throws IOException {
        enterLast(time);
        lastLength = length;
        lastTime = time;
        events++;
        offset += length;
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
