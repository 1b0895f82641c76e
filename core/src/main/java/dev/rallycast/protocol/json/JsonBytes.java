package dev.rallycast.protocol.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.WireMessage;
import java.util.Arrays;

/**
 * Writes JSON text as UTF-8 bytes: payloads are copied as they are, numbers written digit by digit, commas set where they
 * belong. The array grows where it must; whoever knows the size in advance gets the very array, without a copy. Not
 * thread-safe.
 */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);
    private static final int REPLACEMENT = 0xFFFD;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private byte[] bytes;
    private int size;
    private boolean comma;

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    /** ASCII text of a JSON document, for use in {@link #raw}. */
    static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    JsonBytes beginObject() {
        return begin('{');
    }

    JsonBytes endObject() {
        return end('}');
    }

    JsonBytes beginArray() {
        return begin('[');
    }

    JsonBytes endArray() {
        return end(']');
    }

    JsonBytes name(String name) {
        string(name);
        ensure(1);
        put(':');
        comma = false;
        return this;
    }

    JsonBytes string(String text) {
        separate();
        ensure(2);
        put('"');
        int i = 0;
        while (i < text.length()) {
            int codePoint = codePointAt(text, i);
            i += Character.charCount(codePoint);
            escaped(codePoint);
        }
        ensure(1);
        put('"');
        return this;
    }

    JsonBytes number(long value) {
        separate();
        digits(value);
        return this;
    }

    /** Decimal seconds, as {@link MatchTime#seconds} writes them. */
    JsonBytes seconds(long nanos) {
        separate();
        long micros = Math.floorDiv(nanos, NANOS_PER_MICRO);
        if (micros < 0) {
            ensure(1);
            put('-');
            micros = -micros;
        }
        digits(micros / MICROS_PER_SECOND);
        int fraction = (int) (micros % MICROS_PER_SECOND);
        if (fraction != 0) {
            int places = places(fraction);
            ensure(1 + places);
            put('.');
            int divisor = (int) MICROS_PER_SECOND / 10;
            for (int i = 0; i < places; i++) {
                put('0' + fraction / divisor % 10);
                divisor /= 10;
            }
        }
        return this;
    }

    JsonBytes bool(boolean value) {
        return literal(value ? "true" : "false");
    }

    JsonBytes nothing() {
        return literal("null");
    }

    /** A literal or number in ASCII. */
    JsonBytes literal(String ascii) {
        separate();
        ensure(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            put(ascii.charAt(i));
        }
        return this;
    }

    JsonBytes payload(Payload payload) {
        separate();
        ensure(payload.size());
        size = payload.copyTo(bytes, size);
        return this;
    }

    /** Part of a document, punctuation and all; no comma is set around it. */
    JsonBytes raw(byte[] part) {
        ensure(part.length);
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
        comma = false;
        return this;
    }

    /** The document; nothing may be written afterwards. */
    WireMessage toMessage() {
        return WireMessage.ofUtf8(size == bytes.length ? bytes : Arrays.copyOf(bytes, size));
    }

    /** The document, whose size was known in advance; nothing may be written afterwards. */
    WireMessage toExactMessage() {
        assert size == bytes.length : "wrote " + size + " bytes where " + bytes.length + " were expected";
        return toMessage();
    }

    /** The bytes that {@link #number} takes. */
    static int sizeOf(long value) {
        if (value == Long.MIN_VALUE) {
            return 20;
        }
        int digits = value < 0 ? 2 : 1;
        for (long rest = Math.abs(value); rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** The bytes that {@link #seconds} takes. */
    static int sizeOfSeconds(long nanos) {
        long micros = Math.floorDiv(nanos, NANOS_PER_MICRO);
        int sign = micros < 0 ? 1 : 0;
        micros = Math.abs(micros);
        int fraction = (int) (micros % MICROS_PER_SECOND);
        return sign + sizeOf(micros / MICROS_PER_SECOND) + (fraction == 0 ? 0 : 1 + places(fraction));
    }

    /** The bytes that {@link #string} takes. */
    static int sizeOf(String text) {
        int total = 2;
        int i = 0;
        while (i < text.length()) {
            int codePoint = codePointAt(text, i);
            i += Character.charCount(codePoint);
            total += sizeOfEscaped(codePoint);
        }
        return total;
    }

    private JsonBytes begin(char bracket) {
        separate();
        ensure(1);
        put(bracket);
        comma = false;
        return this;
    }

    private JsonBytes end(char bracket) {
        ensure(1);
        put(bracket);
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) {
            ensure(1);
            put(',');
        }
        comma = true;
    }

    private void digits(long value) {
        int length = sizeOf(value);
        ensure(length);
        int at = size + length;
        // Counted down from negative numbers, because Long.MIN_VALUE has no positive counterpart.
        long rest = value < 0 ? value : -value;
        do {
            bytes[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            bytes[--at] = '-';
        }
        size += length;
    }

    private static int places(int fraction) {
        int places = 6;
        for (int rest = fraction; rest % 10 == 0; rest /= 10) {
            places--;
        }
        return places;
    }

    /** The code point at an index; half of a surrogate pair, which has no UTF-8 form, becomes U+FFFD. */
    private static int codePointAt(String text, int index) {
        int codePoint = text.codePointAt(index);
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE ? REPLACEMENT : codePoint;
    }

    private static int sizeOfEscaped(int codePoint) {
        if (codePoint < 0x20) {
            return 6;
        } else if (codePoint < 0x80) {
            return codePoint == '"' || codePoint == '\\' ? 2 : 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    private void escaped(int codePoint) {
        int length = sizeOfEscaped(codePoint);
        ensure(length);
        if (codePoint < 0x20) {
            put('\\');
            put('u');
            put('0');
            put('0');
            put(HEX[codePoint >> 4]);
            put(HEX[codePoint & 15]);
        } else if (codePoint < 0x80) {
            if (length == 2) {
                put('\\');
            }
            put(codePoint);
        } else {
            // The head byte has as many leading ones as there are bytes (RFC 3629, section 3).
            put(((0xF00 >> length) & 0xFF) | (codePoint >> (6 * (length - 1))));
            for (int shift = 6 * (length - 2); shift >= 0; shift -= 6) {
                put(0x80 | ((codePoint >> shift) & 0x3F));
            }
        }
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    private void put(int value) {
        bytes[size++] = (byte) value;
    }
}
