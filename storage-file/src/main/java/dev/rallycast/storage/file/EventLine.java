package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import org.jspecify.annotations.Nullable;

/**
 * The lines of events as {@link LineEncoder} writes them, see {@code docs/recording-format.md}, "Events". They are read without a JSON parser, except that a payload for which no checksum vouches is checked; all others go
 * to {@link LooseLine}.
 */
final class EventLine {
    private static final byte[] TIME = "{\"t\":".getBytes(US_ASCII);
    private static final byte[] KIND = ",\"kind\":\"".getBytes(US_ASCII);
    private static final byte[] MARK = ",\"mark\":\"".getBytes(US_ASCII);
    private static final byte[] DATA = ",\"data\":".getBytes(US_ASCII);
    private static final int TIME_DIGITS = 10;
    private static final int FRACTION_DIGITS = 6;

    private EventLine() {}

    /** The time in nanoseconds; -1 if the line is not in the fixed form. */
    static long time(byte[] bytes, int start, int end) {
        long time = QuickTime.of(bytes, start, end);
        if (time >= 0) {
            return time;
        }
        return startsWith(bytes, start, end, TIME) ? number(bytes, start + TIME.length, end) : -1;
    }

    /**
     * The event; null if the line is not in the fixed form or its payload is not valid.
     *
     * @param checksummed whether the line has a checksum, which was found to be right: it vouches for the payload
     */
    static @Nullable GameEvent parse(
            byte[] bytes, int start, int end, long index, long maxTimeNanos, boolean checksummed) {
        long time = time(bytes, start, end);
        if (time < 0 || bytes[end - 1] != '}') {
            return null;
        }
        int kindFrom = indexOf(bytes, start + TIME.length, end, (byte) ',');
        if (!startsWith(bytes, kindFrom, end, KIND)) {
            return null;
        }
        kindFrom += KIND.length;
        int kindTo = nameEnd(bytes, kindFrom, end);
        if (kindTo < 0) {
            return null;
        }
        int at = kindTo + 1;
        String mark = null;
        if (startsWith(bytes, at, end, MARK)) {
            int markTo = nameEnd(bytes, at + MARK.length, end);
            if (markTo < 0) {
                return null;
            }
            mark = new String(bytes, at + MARK.length, markTo - at - MARK.length, ISO_8859_1);
            at = markTo + 1;
        }
        if (!startsWith(bytes, at, end, DATA)) {
            return null;
        }
        int from = at + DATA.length;
        int to = checksummed ? end - LineChecksum.LENGTH : end - 1;
        Payload data = checksummed ? vouchedFor(bytes, from, to) : valid(bytes, from, to);
        if (data == null) {
            return null;
        }
        String kind = new String(bytes, kindFrom, kindTo - kindFrom, ISO_8859_1);
        return new GameEvent(index, Math.max(time, maxTimeNanos), kind, mark, data);
    }

    private static @Nullable Payload vouchedFor(byte[] bytes, int from, int to) {
        return to - from <= Payload.MAX_BYTES ? Payload.unchecked(bytes, from, to) : null;
    }

    /** If there is none, it is either damaged or another key follows the payload: the strict parser tells. */
    private static @Nullable Payload valid(byte[] bytes, int from, int to) {
        try {
            return Payload.of(bytes, from, to);
        } catch (InvalidPayloadException e) {
            return null;
        }
    }

    /** The nanoseconds of plain decimal seconds with a comma behind them; -1 for anything else. */
    private static long number(byte[] bytes, int from, int end) {
        int at = from;
        long micros = 0;
        int digit = digit(bytes, at, end);
        while (digit >= 0 && at - from < TIME_DIGITS) {
            micros = micros * 10 + digit;
            digit = digit(bytes, ++at, end);
        }
        if (at == from || (bytes[from] == '0' && at - from > 1)) {
            return -1;
        }
        int fraction = 0;
        if (at < end && bytes[at] == '.') {
            digit = digit(bytes, ++at, end);
            while (digit >= 0 && fraction < FRACTION_DIGITS) {
                micros = micros * 10 + digit;
                digit = digit(bytes, ++at, end);
                fraction++;
            }
            if (fraction == 0) {
                return -1;
            }
        }
        if (at >= end || bytes[at] != ',') {
            return -1;
        }
        for (; fraction < FRACTION_DIGITS; fraction++) {
            micros *= 10;
        }
        return micros <= MatchTime.MAX_NANOS / 1000 ? micros * 1000 : -1;
    }

    /** Where a plain ASCII name of an allowed length ends with its quote; -1 if it is anything else. */
    private static int nameEnd(byte[] bytes, int from, int end) {
        int at = from;
        while (at < end && bytes[at] >= 0x20 && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        boolean good = at < end && bytes[at] == '"' && at > from && at - from <= GameEvent.MAX_NAME_LENGTH;
        return good ? at : -1;
    }

    /** The value of a digit; -1 if there is none. */
    private static int digit(byte[] bytes, int at, int end) {
        int value = at < end ? bytes[at] - '0' : -1;
        return value <= 9 ? value : -1;
    }

    private static int indexOf(byte[] bytes, int from, int end, byte wanted) {
        int at = from;
        while (at < end && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean startsWith(byte[] bytes, int from, int end, byte[] prefix) {
        if (end - from < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (bytes[from + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
