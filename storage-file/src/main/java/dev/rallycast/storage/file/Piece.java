package dev.rallycast.storage.file;

import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that begin in a piece of a text, looked at without knowing what is before them: how long each is, and its time
 * as far as that can be told. Memory: 12 bytes for a line. For one thread at a time.
 */
final class Piece {
    /** In place of a time: the line says nothing, nor do others with it that follow each other. */
    static final long IGNORED = -3;

    private static final Logger LOG = LoggerFactory.getLogger(Piece.class);

    private static final int CHUNK = 128 * 1024;
    private static final int SMALL_CHUNK = 4 * 1024;
    private static final int BYTES_A_LINE = 256; // only to begin with

    private final long from;
    private final long to;
    private long first;
    private int count;
    private int[] lengths;
    private long[] times;

    Piece(long from, long to) {
        this.from = from;
        this.to = to;
        this.first = to;
        this.lengths = new int[(int) ((to - from) / BYTES_A_LINE) + 1];
        this.times = new long[lengths.length];
    }

    /** The place behind it, up to which lines begin. */
    long to() {
        return to;
    }

    /** Where the first line that begins in it begins; its end if none does. */
    long first() {
        return first;
    }

    /** How many lines, or runs of lines that say nothing, it has. */
    int count() {
        return count;
    }

    /** How long each is, with its line feed. */
    int[] lengths() {
        return lengths;
    }

    /** The time of each in nanoseconds, or {@link #IGNORED} or {@link LineForm#UNTOLD}. */
    long[] times() {
        return times;
    }

    /**
     * Finds its lines, or only the first of them: it stops before a line that is longer than any may be or has no end, and where
     * reading fails. Who goes on from there in order finds the same again, and can tell the line's number.
     *
     * @param limit the place behind which nothing is read
     * @param begins whether a line is known to begin where the piece does
     */
    void scan(TextSource text, LineForm lines, long limit, boolean begins) {
        try {
            if (begins) {
                first = from;
            } else {
                long feed = LineFeeds.find(text, from - 1, to - 1);
                if (feed < 0) {
                    return;
                }
                first = feed + 1;
            }
            long next = scan(text, lines, first, to, CHUNK);
            if (next < to && to < limit) {
                scan(text, lines, next, limit, SMALL_CHUNK);
            }
        } catch (IOException | CorruptRecordingException | InternalError e) {
            LOG.debug("{}: the lines from byte {} on are looked at in order", text.path(), from, e);
        }
    }

    private long scan(TextSource text, LineForm lines, long start, long end, int largest) throws IOException {
        int chunk = (int) Math.max(1, Math.min(largest, end - start));
        // Not UNKNOWN, for which an exception that nobody sees would count the lines before.
        LineReader in = new LineReader(text, start, end, 1, chunk);
        while (in.nextOffset() < to && in.next()) {
            int length = (int) (in.nextOffset() - in.offset());
            add(length, lines.isIgnored(in) ? IGNORED : lines.timeAnywhere(in));
        }
        return in.nextOffset();
    }

    private void add(int length, long time) {
        if (time == IGNORED && count > 0 && times[count - 1] == IGNORED) {
            lengths[count - 1] += length;
            return;
        }
        if (count == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * count);
            times = Arrays.copyOf(times, 2 * count);
        }
        lengths[count] = length;
        times[count++] = time;
    }
}
