package dev.rallycast.storage.file;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of lines. Not thread-safe. */
final class ByteBuilder {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    /** The bytes so far, up to {@link #size()}, not copied. */
    byte[] array() {
        return bytes;
    }

    /** The bytes so far with room for so many more behind them, to be written there and counted with {@link #size(int)}. */
    byte[] reserved(int more) {
        reserve(more);
        return bytes;
    }

    /** Counts what was written into {@link #reserved}. */
    void size(int now) {
        size = now;
    }

    /** Begins anew, in the same memory if it is not more than so many bytes. */
    void clear(int keep) {
        size = 0;
        if (bytes.length > keep) {
            bytes = new byte[keep];
        }
    }

    ByteBuilder ascii(String text) {
        reserve(text.length());
        for (int i = 0; i < text.length(); i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    ByteBuilder bytes(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    /** A JSON string that reads back as the same characters, unpaired surrogates included. */
    ByteBuilder string(String text) {
        reserve(2 + 6 * text.length());
        bytes[size++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else if (c == '"' || c == '\\') {
                bytes[size++] = '\\';
                bytes[size++] = (byte) c;
            } else if (c < 0x20 || c == 0x7f || Character.isSurrogate(c)) {
                ascii(String.format("\\u%04x", (int) c));
            } else {
                utf8(c);
            }
        }
        bytes[size++] = '"';
        return this;
    }

    /** A comma, a key and a string; nothing if there is no value. */
    ByteBuilder member(String key, @Nullable String value) {
        return value == null ? this : ascii(",\"").ascii(key).ascii("\":").string(value);
    }

    private void utf8(int codePoint) {
        if (codePoint < 0x80) {
            bytes[size++] = (byte) codePoint;
        } else if (codePoint < 0x800) {
            bytes[size++] = (byte) (0xc0 | (codePoint >> 6));
            bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
        } else if (codePoint < 0x10000) {
            bytes[size++] = (byte) (0xe0 | (codePoint >> 12));
            bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
        } else {
            bytes[size++] = (byte) (0xf0 | (codePoint >> 18));
            bytes[size++] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
            bytes[size++] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
            bytes[size++] = (byte) (0x80 | (codePoint & 0x3f));
        }
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
    }
}
