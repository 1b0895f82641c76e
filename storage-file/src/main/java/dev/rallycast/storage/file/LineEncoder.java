package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;

/**
 * Writes the lines of events and of the end mark, see {@code docs/recording-format.md}, "Events", in the form that
 * {@link EventLine} reads. Makes no garbage as long as kinds and marks repeat. Not thread-safe.
 */
final class LineEncoder {
    private static final String TIME = "{\"t\":";
    private static final String DATA = ",\"data\":";
    private static final long TIME_WORD = Words.of(TIME);
    private static final long DATA_WORD = Words.of(DATA);
    private static final int MICROS_PER_SECOND = 1_000_000;

    /** Seconds below have at most eight digits. */
    private static final long FEW_DIGITS = 100_000_000;

    /** More than an event's line takes besides names and payload; as words are written whole, also behind its end. */
    private static final int FRAME = 96;

    private final boolean checksummed;
    private final EncodedNames kinds = new EncodedNames("kind");
    private final EncodedNames marks = new EncodedNames("mark");

    LineEncoder(boolean checksummed) {
        this.checksummed = checksummed;
    }

    /**
     * Adds an event's line, with its line feed and, if wanted, its checksum.
     *
     * @throws InvalidPayloadException if the payload is not one strict JSON value within the limits
     */
    void event(ByteBuilder out, EventDraft event, long index) {
        Payload data = event.data().requireValid();
        EncodedNames.Member kind = kinds.member(event.kind());
        String markName = event.mark();
        EncodedNames.Member mark = markName == null ? null : marks.member(markName);
        int start = out.size();
        byte[] line = out.reserved(FRAME + kind.length() + (mark == null ? 0 : mark.length()) + data.size());
        Words.put(line, start, TIME_WORD);
        int at = time(line, start + TIME.length(), event.timeNanos());
        at = kind.copyTo(line, at);
        if (mark != null) {
            at = mark.copyTo(line, at);
        }
        Words.put(line, at, DATA_WORD);
        at = data.copyTo(line, at + DATA.length());
        if (checksummed) {
            at = LineChecksum.end(line, start, at, index);
        } else {
            line[at++] = '}';
            line[at++] = '\n';
        }
        out.size(at);
    }

    /** Adds the end mark's line, with its line feed and, if wanted, its checksum. */
    void endMark(ByteBuilder out, long events) {
        int start = out.size();
        out.ascii("{\"end\":true,\"events\":").ascii(Long.toString(events));
        if (checksummed) {
            LineChecksum.end(out, start, events);
        } else {
            out.ascii("}\n");
        }
    }

    /** Writes a time as {@link MatchTime#seconds} does, and returns where it ends. */
    static int time(byte[] line, int from, long nanos) {
        long micros = nanos / 1000;
        long seconds = micros / MICROS_PER_SECOND;
        int fraction = (int) (micros - seconds * MICROS_PER_SECOND);
        int at = from;
        if (seconds >= FEW_DIGITS) {
            at = whole(line, at, seconds / FEW_DIGITS);
            Words.put(line, at, Words.text(Words.decimals((int) (seconds % FEW_DIGITS))));
            at += Long.BYTES;
        } else {
            at = whole(line, at, seconds);
        }
        if (fraction != 0) {
            // Eight digits, of which the last two are zero and go with the other zeros at the end.
            long digits = Words.decimals(fraction * 100);
            Words.put(line, at, Words.text(digits) << 8 | '.');
            at += 1 + Long.BYTES - (Long.numberOfLeadingZeros(digits) >>> 3);
        }
        return at;
    }

    /** Writes a whole number of at most eight digits. */
    private static int whole(byte[] line, int at, long value) {
        long digits = Words.decimals((int) value);
        int leading = Math.min(Long.numberOfTrailingZeros(digits) >>> 3, Long.BYTES - 1);
        Words.put(line, at, Words.text(digits) >>> (leading << 3));
        return at + Long.BYTES - leading;
    }
}
