package dev.rallycast.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One JSON value as UTF-8 bytes, kept and sent byte for byte as it was recorded. Immutable.
 *
 * <p>A payload does not check itself: bytes that come from outside pass through
 * {@code dev.rallycast.protocol.json.JsonPayloads} first, so that whatever is in a recording is valid by construction.
 */
public final class Payload {
    /** The greatest size of a payload in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The greatest nesting depth of a payload. */
    public static final int MAX_DEPTH = 32;

    private final byte[] utf8;

    private Payload(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** A payload of bytes that are known to be one valid JSON value in UTF-8; the array is copied. */
    public static Payload ofValidated(byte[] utf8) {
        return new Payload(utf8.clone());
    }

    /** A payload of the bytes {@code from} to {@code to} (exclusive), known to be one valid JSON value in UTF-8. */
    public static Payload ofValidated(byte[] utf8, int from, int to) {
        return new Payload(Arrays.copyOfRange(utf8, from, to));
    }

    /** A payload of text that is known to be one valid JSON value. */
    public static Payload ofValidated(String json) {
        return new Payload(requireNonNull(json, "json").getBytes(UTF_8));
    }

    /** The size in bytes. */
    public int size() {
        return utf8.length;
    }

    /** Copies the bytes into {@code target} at {@code offset} and returns the offset behind them. */
    public int copyTo(byte[] target, int offset) {
        System.arraycopy(utf8, 0, target, offset, utf8.length);
        return offset + utf8.length;
    }

    /** The bytes as a read-only buffer, without a copy. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /** A copy of the bytes. */
    public byte[] bytes() {
        return utf8.clone();
    }

    /** The JSON text. */
    public String json() {
        return new String(utf8, UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Payload that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return json();
    }
}
