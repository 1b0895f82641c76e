package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;

/** Goes through all complete lines of a text like {@link LineReader}, but on behind one that is too long. Not thread-safe. */
final class LineWalk {
    private final TextSource source;
    private final long limit;
    private LineReader in;
    private boolean tooLong;
    private long line;
    private long offset;
    private long nextOffset;

    LineWalk(TextSource source, long limit) {
        this.source = source;
        this.limit = limit;
        this.in = new LineReader(source, 0, limit, 1);
    }

    /** Moves to the next line; false if no complete line is left. */
    boolean next() throws IOException {
        tooLong = false;
        boolean more;
        try {
            more = in.next();
        } catch (CorruptRecordingException e) {
            long end = LineFeeds.find(source, nextOffset, limit);
            if (end < 0) {
                throw e;
            }
            tooLong = true;
            line++;
            offset = nextOffset;
            nextOffset = end + 1;
            in = new LineReader(source, nextOffset, limit, line + 1);
            return true;
        }
        if (more) {
            line++;
            offset = in.offset();
            nextOffset = in.nextOffset();
        }
        return more;
    }

    /** Whether the line is too long to be looked at: only its place is known. */
    boolean isTooLong() {
        return tooLong;
    }

    /** At this line, if it is not too long. */
    LineReader reader() {
        return in;
    }

    /** The line's number, from 1; 0 before the first. */
    long line() {
        return line;
    }

    long offset() {
        return offset;
    }

    long nextOffset() {
        return nextOffset;
    }
}
