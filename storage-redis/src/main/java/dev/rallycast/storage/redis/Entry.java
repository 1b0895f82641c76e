package dev.rallycast.storage.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import io.lettuce.core.StreamMessage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event as an entry of a stream, see {@code docs/redis.md}, "Events". The checksum vouches for the rest: it was made of an event
 * that had been checked, and of its place.
 */
final class Entry {
    private static final long NANOS_PER_MICRO = 1_000;
    private static final byte[] NONE = {};

    private Entry() {}

    /** Adds an event's five arguments for the script, and returns how many bytes they have. */
    static int encode(List<byte[]> args, long index, long timeMicros, EventDraft event) {
        byte[] time = ascii(timeMicros);
        byte[] kind = CodeUnits.encode(event.kind());
        String name = event.mark();
        byte[] mark = name == null ? NONE : CodeUnits.encode(name);
        byte[] data = event.data().bytes();
        byte[] checksum = ascii(checksum(index, time, kind, mark, data));
        args.addAll(List.of(time, kind, mark, data, checksum));
        return time.length + kind.length + mark.length + data.length + checksum.length;
    }

    /** The entry's id. */
    static String id(long index) {
        return index + 1 + "-0";
    }

    /** Whether that is an entry's id. */
    static boolean isAt(String id, long index) {
        int digits = id.length() - 2;
        if (digits < 1 || digits > 18 || id.charAt(0) == '0' || !id.endsWith("-0")) {
            return false;
        }
        long number = 0;
        for (int i = 0; i < digits; i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            number = number * 10 + digit;
        }
        return number == index + 1;
    }

    /**
     * The event that an entry holds.
     *
     * @param index which one is expected there
     * @throws IOException if it is not that event, whole
     */
    static GameEvent decode(StreamMessage<byte[], byte[]> entry, long index) throws IOException {
        byte[] time = null;
        byte[] kind = null;
        byte[] mark = null;
        byte[] data = null;
        byte[] checksum = null;
        for (Map.Entry<byte[], byte[]> field : entry.getBody().entrySet()) {
            byte[] name = field.getKey();
            byte[] value = field.getValue();
            switch (name.length == 1 ? name[0] : 0) {
                case 't' -> time = value;
                case 'k' -> kind = value;
                case 'm' -> mark = value;
                case 'd' -> data = value;
                case 'c' -> checksum = value;
                default -> throw new IOException("it has a field that no event has");
            }
        }
        if (time == null || kind == null || data == null || checksum == null) {
            throw new IOException("it lacks a field: expected t, k, d and c");
        }
        try {
            if (number(checksum) != checksum(index, time, kind, mark == null ? NONE : mark, data)) {
                throw new IOException("its checksum is wrong");
            }
            return new GameEvent(
                    index,
                    number(time) * NANOS_PER_MICRO,
                    CodeUnits.decode(kind),
                    mark == null ? null : CodeUnits.decode(mark),
                    Payload.unchecked(data, 0, data.length));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** How many bytes an event took, about. */
    static int size(GameEvent event) {
        return event.data().size() + event.kind().length() + 24;
    }

    static long micros(long nanos) {
        return nanos / NANOS_PER_MICRO;
    }

    static byte[] ascii(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    private static long checksum(long index, byte[] time, byte[] kind, byte[] mark, byte[] data) {
        CRC32C crc = new CRC32C();
        update(crc, ascii(index + 1));
        update(crc, time);
        update(crc, kind);
        update(crc, mark);
        crc.update(data, 0, data.length);
        return crc.getValue();
    }

    private static void update(CRC32C crc, byte[] part) {
        crc.update(part, 0, part.length);
        crc.update(' ');
    }

    private static long number(byte[] digits) {
        long number = 0;
        for (byte digit : digits) {
            if (digit < '0' || digit > '9' || number > MatchTime.MAX_NANOS / 10) {
                throw new IllegalArgumentException("it has text where a number was expected");
            }
            number = number * 10 + digit - '0';
        }
        return number;
    }
}
