package dev.rallycast.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Recognizes the JSON that programs write, in one pass over the bytes and without garbage: everything that it takes is one
 * strict value as {@link StrictJson} has it. What it doesn't take may be good all the same: very many names, names that are
 * not plain ASCII or long, long numbers. Not thread-safe.
 */
final class QuickJson {
    private static final ThreadLocal<QuickJson> OF_THREAD = ThreadLocal.withInitial(QuickJson::new);

    /** The greatest length of a name, and of a number. */
    private static final int MAX_TOKEN = 200;

    /** How many names the objects that are open at the same time can have. */
    private static final int MAX_NAMES = 128;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    // The names of the open objects by their hashes: where those of each depth begin, and which ones may be among them.
    private final long[] hashes = new long[MAX_NAMES];
    private final int[] firsts = new int[StrictJson.MAX_DEPTH + 1];
    private final long[] filters = new long[StrictJson.MAX_DEPTH + 1];
    private int names;

    private QuickJson() {}

    /** Whether the bytes are certainly one strict JSON value; if not, nothing is known of them. */
    static boolean isSurelyValid(byte[] utf8, int from, int to) {
        Objects.checkFromToIndex(from, to, utf8.length);
        return to - from <= StrictJson.MAX_BYTES && OF_THREAD.get().isValue(utf8, from, to);
    }

    private boolean isValue(byte[] bytes, int from, int to) {
        names = 0;
        int at = from;
        int depth = 0;
        long objects = 0; // a bit for each depth
        while (true) {
            at = space(bytes, at, to);
            if (at == to) {
                return false;
            }
            byte first = bytes[at];
            boolean opened = first == '{' || first == '[';
            if (opened) {
                if (depth == StrictJson.MAX_DEPTH) {
                    return false;
                }
                depth++;
                objects = (objects << 1) | (first == '{' ? 1 : 0);
                firsts[depth] = names;
                filters[depth] = 0;
                at = space(bytes, at + 1, to);
                if (at == to) {
                    return false;
                }
            } else {
                at = scalar(bytes, at, to);
                if (at < 0) {
                    return false;
                }
            }
            // Behind a value, or at the beginning of an object or array: up to the next value.
            while (true) {
                if (!opened) {
                    at = space(bytes, at, to);
                    if (depth == 0) {
                        return at == to;
                    }
                    if (at == to) {
                        return false;
                    }
                }
                boolean inObject = (objects & 1) != 0;
                byte next = bytes[at];
                if (next == (inObject ? '}' : ']')) {
                    names = firsts[depth];
                    objects >>>= 1;
                    depth--;
                    at++;
                    opened = false;
                    continue;
                }
                if (!opened) {
                    if (next != ',') {
                        return false;
                    }
                    at++;
                }
                break;
            }
            if ((objects & 1) != 0) {
                at = member(bytes, at, to, depth);
                if (at < 0) {
                    return false;
                }
            }
        }
    }

    private static int space(byte[] bytes, int from, int to) {
        int at = from;
        // Line breaks are refused.
        while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
            at++;
        }
        return at;
    }

    /** The end of a name with its colon; -1 if it is unusual, or perhaps not the first of its kind in its object. */
    private int member(byte[] bytes, int from, int to, int depth) {
        int at = space(bytes, from, to);
        if (at == to || bytes[at] != '"') {
            return -1;
        }
        int start = ++at;
        long hash = 0;
        while (true) {
            long word = word(bytes, at, to);
            long special = special(word);
            if (special != 0) {
                int plain = Long.numberOfTrailingZeros(special) >>> 3;
                // At the end of the bytes, the word goes on with zeros, which are special.
                hash = mix(hash ^ (word & ~(-1L << (plain << 3))));
                at += plain;
                break;
            }
            hash = mix(hash ^ word);
            at += Long.BYTES;
        }
        if (at >= to || bytes[at] != '"' || at - start > MAX_TOKEN || !isNew(hash, depth)) {
            return -1;
        }
        at = space(bytes, at + 1, to);
        return at < to && bytes[at] == ':' ? at + 1 : -1;
    }

    /** Adds a name to an object; false if it may have it already, or if there is no room. */
    private boolean isNew(long hash, int depth) {
        if (names == MAX_NAMES) {
            return false;
        }
        long bit = 1L << (hash >>> 58);
        if ((filters[depth] & bit) != 0) {
            for (int i = firsts[depth]; i < names; i++) {
                if (hashes[i] == hash) {
                    return false;
                }
            }
        }
        filters[depth] |= bit;
        hashes[names++] = hash;
        return true;
    }

    /** Makes equal names have equal hashes, and those of different names of up to seven bytes different ones. */
    private static long mix(long hash) {
        long mixed = hash * MIX;
        return mixed ^ (mixed >>> 32);
    }

    /** The end of a string, number or literal; -1 if it is none. */
    private static int scalar(byte[] bytes, int from, int to) {
        byte first = bytes[from];
        if (first == '"') {
            return string(bytes, from + 1, to);
        }
        if (first == '-' || isDigit(first)) {
            return number(bytes, from, to);
        }
        return switch (first) {
            case 't' -> literal(bytes, from, to, "true");
            case 'f' -> literal(bytes, from, to, "false");
            case 'n' -> literal(bytes, from, to, "null");
            default -> -1;
        };
    }

    private static int literal(byte[] bytes, int from, int to, String text) {
        int end = from + text.length();
        if (end > to) {
            return -1;
        }
        for (int i = 1; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return -1;
            }
        }
        return end;
    }

    private static int number(byte[] bytes, int from, int to) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int digits = digits(bytes, at, to);
        if (digits == at || (bytes[at] == '0' && digits > at + 1)) {
            return -1;
        }
        at = digits;
        if (at < to && bytes[at] == '.') {
            digits = digits(bytes, at + 1, to);
            if (digits == at + 1) {
                return -1;
            }
            at = digits;
        }
        if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
            at++;
            if (at < to && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            digits = digits(bytes, at, to);
            if (digits == at) {
                return -1;
            }
            at = digits;
        }
        return at - from <= MAX_TOKEN ? at : -1;
    }

    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && isDigit(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    /** The end of a string whose first quote is before {@code from}, with its last one; -1 if it has none or is not valid. */
    private static int string(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            long special = special(word(bytes, at, to));
            if (special == 0) {
                at += Long.BYTES;
                continue;
            }
            at += Long.numberOfTrailingZeros(special) >>> 3;
            if (at >= to) {
                return -1;
            }
            byte b = bytes[at];
            if (b == '"') {
                return at + 1;
            }
            at = b == '\\' ? escape(bytes, at + 1, to) : b < 0 ? character(bytes, at, to) : -1;
            if (at < 0) {
                return -1;
            }
        }
        return -1;
    }

    /** The end of an escape whose backslash is before {@code from}. */
    private static int escape(byte[] bytes, int from, int to) {
        if (from >= to) {
            return -1;
        }
        return switch (bytes[from]) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> from + 1;
            case 'u' -> {
                int end = from + 5;
                boolean good = end <= to;
                for (int i = from + 1; good && i < end; i++) {
                    good = isDigit(bytes[i]) || ((bytes[i] | 0x20) >= 'a' && (bytes[i] | 0x20) <= 'f');
                }
                yield good ? end : -1;
            }
            default -> -1;
        };
    }

    /** The end of a character of more than one byte; -1 if it is not well-formed (Unicode, table 3-7). */
    private static int character(byte[] bytes, int from, int to) {
        int head = bytes[from] & 0xff;
        int length = head < 0xe0 ? 2 : head < 0xf0 ? 3 : 4;
        if (head < 0xc2 || head > 0xf4 || from + length > to) {
            return -1;
        }
        int second = bytes[from + 1] & 0xff;
        int least = head == 0xe0 ? 0xa0 : head == 0xf0 ? 0x90 : 0x80;
        int most = head == 0xed ? 0x9f : head == 0xf4 ? 0x8f : 0xbf;
        boolean good = second >= least && second <= most;
        for (int i = from + 2; i < from + length; i++) {
            good &= (bytes[i] & 0xc0) == 0x80;
        }
        return good ? from + length : -1;
    }

    /** Eight bytes, the first one lowest; zeros in place of those that are not there. */
    private static long word(byte[] bytes, int at, int to) {
        if (at + Long.BYTES <= to) {
            return (long) WORDS.get(bytes, at);
        }
        long word = 0;
        for (int i = to - 1; i >= at; i--) {
            word = (word << 8) | (bytes[i] & 0xff);
        }
        return word;
    }

    /**
     * Marks the highest bit of each byte that ends a run of plain characters: a quote, a backslash, one below a space or
     * above ASCII. Bytes above the first marked one may be marked wrongly.
     */
    private static long special(long word) {
        long quote = word ^ (ONES * '"');
        long backslash = word ^ (ONES * '\\');
        return (word | (word - ONES * ' ') | (quote - ONES) | (backslash - ONES)) & HIGH_BITS;
    }
}
