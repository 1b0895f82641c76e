package dev.rallycast.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The bytes of a fuzzer, read from front to back. Behind the end everything is zero. */
final class Script {
    /** Texts that stand where a value is expected: numbers at and beyond edges, and what is no number. */
    private static final String[] ODD = {
        "-1",
        "0.1",
        "16",
        "17",
        "1e3",
        "0.0000001",
        "99999999999999999999",
        "-9223372036854775808",
        "9223372036854775807",
        "1e1000000000",
        "null",
        "true",
        "\"\"",
        "\"x\"",
        "[]",
        "{}"
    };

    private final byte[] bytes;
    private int at;

    Script(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasMore() {
        return at < bytes.length;
    }

    /** The next byte, 0 to 255. */
    int next() {
        return hasMore() ? bytes[at++] & 0xff : 0;
    }

    /** A number below {@code bound}; digits and letters give themselves, so that scripts can be written by hand. */
    int below(int bound) {
        int value = next();
        if (value >= '0' && value <= '9') {
            value -= '0';
        } else if (value >= 'a' && value <= 'z') {
            value -= 'a';
        }
        return value % bound;
    }

    /** As many bytes as the next one says, as text. */
    String text() {
        int length = Math.min(next(), bytes.length - at);
        String text = new String(bytes, at, length, UTF_8);
        at += length;
        return text;
    }

    /** A JSON value, mostly a number. */
    String value() {
        int value = next();
        if (value < 160) {
            return Integer.toString(value - '0');
        }
        if (value < 240) {
            return value % 80 + "." + value % 7;
        }
        return ODD[value - 240];
    }
}
