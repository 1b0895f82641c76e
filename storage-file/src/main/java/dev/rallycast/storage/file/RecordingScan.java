package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.MatchTime;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording through to its end, whatever is wrong with it, and tells whole lines from damaged ones. A line of a
 * checksummed recording is whole if its checksum is right for some ordinal near its place, or for one that the next line
 * confirms; a line of any other is whole if it is an event or an end mark. Not thread-safe.
 */
final class RecordingScan {
    /** Takes the events that are whole, each once, in the order of their lines. */
    @FunctionalInterface
    interface Sink {
        /** Gets a line from {@code start} to {@code end}, without its line feed; the bytes are only lent. */
        void event(byte[] bytes, int start, int end) throws IOException;
    }

    private static final String EXPECTED_HEADER = "expected a header line";
    private static final long TOLD_EVERY = 1 << 20;
    /** So many lines tell whether a recording whose header doesn't say so is checksummed. */
    private static final int LOOKED_AT = 16;

    private final TextSource source;
    private final long size;
    private final boolean checksummed;
    private final RecordingProgress progress;
    private final Sink sink;
    private final LineWalk walk;
    private final Ordinals ordinals = new Ordinals();
    private final Problems problems;
    private final Problems notes;

    private @Nullable Header header;
    private byte[] headerLine = {};
    private boolean headerWhole;
    private @Nullable Candidate pending;
    private long events;
    private long maxTimeNanos;
    private boolean sawEnd;
    private long endEvents = -1;
    private long lostLines;
    private long lostBytes;
    private long damagedEvents;
    private long wholeEnd;
    private long told;

    // What was damaged since the last whole line: a torn tail, if no other one comes.
    private final Problems tail;
    private long tailLines;
    private long tailBytes;
    private long tornBytes;

    private RecordingScan(TextSource source, RecordingProgress progress, Sink sink) throws IOException {
        this.source = source;
        this.size = source.size();
        this.checksummed = isChecksummed(source, size);
        this.progress = progress;
        this.sink = sink;
        this.walk = new LineWalk(source, size);
        this.problems = new Problems(source.path());
        this.notes = new Problems(source.path());
        this.tail = new Problems(source.path());
    }

    /** Reads a text through. */
    static RecordingScan of(TextSource source, RecordingProgress progress, Sink sink) throws IOException {
        RecordingScan scan = new RecordingScan(source, progress, sink);
        scan.run();
        return scan;
    }

    Verification verification() {
        return new Verification(
                source.path(),
                checksummed,
                size,
                events,
                sawEnd,
                maxTimeNanos,
                missingEvents(),
                tornBytes,
                problems.count(),
                problems.first(),
                notes.count(),
                notes.first());
    }

    /** The header; null if none can be read. */
    @Nullable
    Header header() {
        return header;
    }

    /** The header's line, or the first line if none can be read. */
    byte[] headerLine() {
        return headerLine;
    }

    /** Whether the header is there and as it was written. */
    boolean isHeaderWhole() {
        return headerWhole;
    }

    boolean isChecksummed() {
        return checksummed;
    }

    long lostLines() {
        return lostLines;
    }

    long lostBytes() {
        return lostBytes;
    }

    private long missingEvents() {
        long known = checksummed ? ordinals.missing() : damagedEvents;
        long end = checksummed ? ordinals.end() : events + damagedEvents;
        return known + Math.max(0, endEvents - end);
    }

    private void run() throws IOException {
        try {
            if (walk.next()) {
                firstLine();
                while (walk.next()) {
                    line();
                    tell();
                }
            } else {
                problems.add(1, 0, "no complete line: " + EXPECTED_HEADER);
            }
            finish(size - walk.nextOffset());
        } catch (CorruptRecordingException e) {
            // What holds the text is damaged, not the text.
            settlePending(-1);
            whole(walk.nextOffset());
            problems.add(walk.line() + 1, walk.nextOffset(), "the rest can't be read: " + Header.firstLine(e));
        }
        if (source instanceof GzipSource gzip && problems.count() == 0) {
            container(gzip);
        }
        progress.reached(size, size, events);
    }

    /** What holds the text has more to check than it takes to read that. */
    private void container(GzipSource gzip) throws IOException {
        try {
            gzip.verify();
        } catch (CorruptRecordingException e) {
            problems.add(walk.line() + 1, walk.nextOffset(), "the text can be read, but: " + Header.firstLine(e));
        }
    }

    private void tell() {
        if (walk.nextOffset() - told >= TOLD_EVERY) {
            told = walk.nextOffset();
            progress.reached(told, size, events);
        }
    }

    private void firstLine() throws IOException {
        if (walk.isTooLong()) {
            problems.add(1, 0, tooLong() + ": " + EXPECTED_HEADER);
            lose(walk.nextOffset());
            return;
        }
        headerLine = walk.reader().copy();
        String why = readHeader(walk.reader());
        if (why == null) {
            return;
        }
        problems.add(1, 0, why);
        // Where the header is gone the first event may be here.
        ParsedLine parsed = ParsedLine.of(walk.reader(), checksummed);
        if (parsed.isEvent() || parsed.isEnd()) {
            line();
        } else {
            lose(walk.nextOffset());
        }
    }

    /** Takes the line as header if it is one, and returns what is wrong if it is none. */
    private @Nullable String readHeader(LineReader in) throws IOException {
        byte[] line = in.copy();
        try {
            header = Header.of(source.path(), line);
        } catch (CorruptRecordingException e) {
            return "not a header: " + ParsedLine.reason(e);
        }
        headerLine = line;
        headerWhole = true;
        if (checksummed && !LineChecksum.holds(line, 0, line.length, 0)) {
            headerWhole = false;
            problems.add(walk.line(), walk.offset(), wrongChecksum(line, 0, line.length, 0));
        }
        whole(walk.nextOffset());
        return null;
    }

    private void line() throws IOException {
        if (walk.isTooLong()) {
            settlePending(-1);
            damaged(walk.line(), walk.offset(), walk.nextOffset(), tooLong() + ": expected an event or an end mark");
            return;
        }
        LineReader in = walk.reader();
        if (!checksummed && in.isBlank()) {
            return;
        }
        ParsedLine parsed = ParsedLine.of(in, checksummed);
        if (parsed.why() != null) {
            otherLine(in, parsed.why());
        } else if (parsed.isEnd()) {
            endMark(in, parsed.endEvents());
        } else {
            event(in, parsed.timeNanos());
        }
    }

    /** A line that is neither an event nor an end mark: a header where it shouldn't be, or damage. */
    private void otherLine(LineReader in, String why) throws IOException {
        settlePending(-1);
        if (header == null && readHeader(in) == null) {
            return;
        }
        String also = checksummed && !isSomewhere(in)
                ? wrongChecksum(in.buffer(), in.start(), in.end(), ordinals.next()) + "; "
                : "";
        damaged(walk.line(), walk.offset(), walk.nextOffset(), also + why);
    }

    private void event(LineReader in, long timeNanos) throws IOException {
        if (!checksummed) {
            take(candidate(in, events, timeNanos));
            return;
        }
        if (!LineChecksum.isPresent(in.buffer(), in.start(), in.end())) {
            settlePending(-1);
            damaged(
                    walk.line(),
                    walk.offset(),
                    walk.nextOffset(),
                    wrongChecksum(in.buffer(), in.start(), in.end(), ordinals.next()));
            return;
        }
        long modulo = LineChecksum.ordinal(in.buffer(), in.start(), in.end());
        settlePending(modulo);
        long ordinal = ordinals.near(modulo);
        Candidate candidate = candidate(in, ordinal, timeNanos);
        if (ordinals.isNear(ordinal)) {
            take(candidate);
        } else {
            pending = candidate.kept();
        }
    }

    private Candidate candidate(LineReader in, long ordinal, long timeNanos) {
        return new Candidate(
                in.buffer(), in.start(), in.end(), walk.line(), walk.offset(), walk.nextOffset(), ordinal, timeNanos);
    }

    private void endMark(LineReader in, long count) throws IOException {
        if (checksummed) {
            boolean present = LineChecksum.isPresent(in.buffer(), in.start(), in.end());
            long modulo = present ? LineChecksum.ordinal(in.buffer(), in.start(), in.end()) : -1;
            long expected = count >= 0 ? count : ordinals.next();
            boolean holds = present && LineChecksum.holds(in.buffer(), in.start(), in.end(), expected);
            settlePending(holds ? modulo : -1);
            if (!holds) {
                damaged(
                        walk.line(),
                        walk.offset(),
                        walk.nextOffset(),
                        wrongChecksum(in.buffer(), in.start(), in.end(), expected));
                return;
            }
        }
        long damaged = checksummed ? tailLines : damagedEvents;
        whole(walk.nextOffset());
        if (sawEnd) {
            problem("a second end mark: expected nothing behind the first");
            lose(walk.nextOffset() - walk.offset());
            return;
        }
        sawEnd = true;
        endEvents = count;
        long held = checksummed ? ordinals.end() : events;
        // Damaged lines that are told of already may be what is missing.
        if (count >= 0 && count != held && (count < held || count - held > damaged)) {
            problem("the end mark counts " + count + " events: expected " + held + ", as many as the file holds");
        }
    }

    /** Decides about a line that waits, now that the next one's ordinal is known; -1 if it has none. */
    private void settlePending(long nextModulo) throws IOException {
        Candidate candidate = pending;
        if (candidate == null) {
            return;
        }
        pending = null;
        if (nextModulo >= 0 && candidate.ordinal() >= 0 && nextModulo == ((candidate.ordinal() + 1) & 0xffff_ffffL)) {
            take(candidate);
        } else {
            damaged(
                    candidate.line(),
                    candidate.offset(),
                    candidate.nextOffset(),
                    wrongChecksum(candidate.bytes(), candidate.start(), candidate.end(), ordinals.next()));
        }
    }

    private void take(Candidate event) throws IOException {
        long line = event.line();
        long offset = event.offset();
        long ordinal = event.ordinal();
        long timeNanos = event.timeNanos();
        long damaged = tailLines;
        whole(event.nextOffset());
        if (checksummed) {
            long next = ordinals.next();
            if (ordinals.isTaken(ordinal)) {
                problems.add(line, offset, "event " + ordinal + " once more: expected event " + next);
                ordinals.repeat(ordinal);
                lose(event.nextOffset() - offset);
                return;
            }
            if (ordinal < next) {
                problems.add(line, offset, "event " + ordinal + " out of its place: expected event " + next);
            } else if (ordinal - next > damaged) {
                problems.add(
                        line,
                        offset,
                        "event " + ordinal + ": expected event " + next + ", " + (ordinal - next) + " are missing");
            }
            ordinals.take(ordinal);
        }
        if (sawEnd) {
            problems.add(line, offset, "an event behind the end mark: expected nothing");
        }
        if (timeNanos < maxTimeNanos) {
            notes.add(
                    line,
                    offset,
                    "time " + MatchTime.seconds(timeNanos) + " s is below one before it: counts as "
                            + MatchTime.seconds(maxTimeNanos) + " s");
        }
        maxTimeNanos = Math.max(maxTimeNanos, timeNanos);
        events++;
        sink.event(event.bytes(), event.start(), event.end());
    }

    /** What was damaged before a whole line is no torn tail. */
    private void whole(long nextOffset) {
        problems.takeAll(tail);
        lostLines += tailLines;
        lostBytes += tailBytes;
        tailLines = 0;
        tailBytes = 0;
        wholeEnd = nextOffset;
    }

    private void damaged(long line, long offset, long nextOffset, String message) {
        if (checksummed) {
            tail.add(line, offset, message);
            tailLines++;
            tailBytes += nextOffset - offset;
        } else {
            problems.add(line, offset, message);
            damagedEvents++;
            lose(nextOffset - offset);
        }
    }

    private void lose(long bytes) {
        lostLines++;
        lostBytes += bytes;
    }

    private void problem(String message) {
        problems.add(walk.line(), walk.offset(), message);
    }

    /** @param rest how many bytes are behind the last line feed */
    private void finish(long rest) throws IOException {
        if (checksummed && wholeEnd > 0) {
            // What readers take for a whole line is never a torn tail, nor is what is before it.
            Header first = header;
            Cursor start = new Cursor(0, first == null ? 0 : first.nextOffset(), -1);
            long readersEnd = WholeLines.end(source, start, size);
            Candidate last = pending;
            if (last != null && last.nextOffset() == readersEnd) {
                settlePending((last.ordinal() + 1) & 0xffff_ffffL);
            }
            settlePending(-1);
            if (readersEnd > wholeEnd) {
                whole(readersEnd);
            }
            tail.clear();
            tornBytes = walk.nextOffset() + rest - wholeEnd;
        } else {
            settlePending(-1);
            whole(wholeEnd);
            tornBytes = rest;
        }
    }

    private boolean isSomewhere(LineReader in) {
        return LineChecksum.isPresent(in.buffer(), in.start(), in.end())
                && ordinals.isNear(ordinals.near(LineChecksum.ordinal(in.buffer(), in.start(), in.end())));
    }

    private static String tooLong() {
        return "longer than " + LineReader.MAX_LINE_BYTES + " bytes";
    }

    private static String wrongChecksum(byte[] bytes, int start, int end, long ordinal) {
        if (!LineChecksum.isPresent(bytes, start, end)) {
            return "no checksum: expected ,\"crc\":\"hhhhhhhh\"} at the end";
        }
        ByteBuilder right = new ByteBuilder().bytes(Arrays.copyOfRange(bytes, start, end - LineChecksum.LENGTH));
        LineChecksum.end(right, 0, ordinal);
        return "checksum " + digits(bytes, end) + ": expected " + digits(right.array(), right.size() - 1);
    }

    /** The checksum of a line that ends, without its line feed, at {@code end}. */
    private static String digits(byte[] bytes, int end) {
        return new String(bytes, end - 10, 8, US_ASCII);
    }

    /** The header says it, and if it is damaged the first lines do. */
    private static boolean isChecksummed(TextSource source, long size) throws IOException {
        LineWalk walk = new LineWalk(source, size);
        Ordinals ordinals = new Ordinals();
        try {
            for (int i = 0; i < LOOKED_AT && walk.next(); i++) {
                if (walk.isTooLong()) {
                    continue;
                }
                LineReader in = walk.reader();
                if (LineChecksum.isPresent(in.buffer(), in.start(), in.end())
                        && (i == 0
                                || ordinals.isNear(
                                        ordinals.near(LineChecksum.ordinal(in.buffer(), in.start(), in.end()))))) {
                    return true;
                }
            }
        } catch (CorruptRecordingException e) {
            // Told of when the text is read through.
            return false;
        }
        return false;
    }
}
