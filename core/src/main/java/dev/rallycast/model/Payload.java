package dev.rallycast.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.json.StrictJson;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One JSON value as UTF-8 bytes, kept and sent byte for byte as it was recorded: strict (RFC 8259), without duplicate names,
 * line breaks or anything behind it, at most {@link #MAX_BYTES} bytes and {@link #MAX_DEPTH} deep. Immutable.
 *
 * <p>What {@link #of} makes has been checked, and is recorded without another look at it. What a store reads and has another
 * reason to trust, it makes with {@link #unchecked}; such a payload is checked when it is recorded again.
 */
public final class Payload {
    /** The greatest size of a payload in bytes. */
    public static final int MAX_BYTES = StrictJson.MAX_BYTES;

    /** The greatest nesting depth of a payload. */
    public static final int MAX_DEPTH = StrictJson.MAX_DEPTH;

    private final byte[] utf8;

    /** Known to be valid. Not volatile: a thread that doesn't see the change checks once more. */
    private boolean valid;

    private Payload(byte[] utf8) {
        this.utf8 = utf8;
    }

    /**
     * A payload of JSON text in UTF-8; the array is copied.
     *
     * @throws InvalidPayloadException if the bytes are not one strict JSON value within the limits
     */
    public static Payload of(byte[] utf8) {
        return of(utf8, 0, utf8.length);
    }

    /**
     * A payload of the bytes {@code from} to {@code to} (exclusive), JSON text in UTF-8; they are copied.
     *
     * @throws InvalidPayloadException if they are not one strict JSON value within the limits
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    public static Payload of(byte[] utf8, int from, int to) {
        // The copy is what is checked: nobody else can change it.
        return unchecked(utf8, from, to).requireValid();
    }

    /**
     * A payload of JSON text.
     *
     * @throws InvalidPayloadException if the text is not one strict JSON value within the limits
     */
    public static Payload of(String json) {
        // An unpaired surrogate becomes a question mark in UTF-8, so what was recorded would not be what is sent.
        if (hasSurrogates(json) && !UTF_8.newEncoder().canEncode(json)) {
            throw new InvalidPayloadException("payload has an unpaired surrogate: expected valid Unicode text");
        }
        return new Payload(json.getBytes(UTF_8)).requireValid();
    }

    /**
     * A payload of the bytes {@code from} to {@code to} (exclusive), without checking them; they are copied. Made for stores
     * that read what they have written and see by a checksum that it is still the same: what is made of other bytes breaks
     * the frames in which it is sent. {@link #requireValid} checks it.
     *
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    public static Payload unchecked(byte[] utf8, int from, int to) {
        if (from < 0 || to < from || to > utf8.length) {
            throw new IndexOutOfBoundsException(
                    "bytes " + from + " to " + to + ": expected a part of " + utf8.length + " bytes");
        }
        return new Payload(Arrays.copyOfRange(utf8, from, to));
    }

    /**
     * Checks this payload unless it is known to be valid, and returns it. Every store does so before it records one.
     *
     * @throws InvalidPayloadException if it is not one strict JSON value within the limits
     */
    public Payload requireValid() {
        if (!valid) {
            String problem = StrictJson.problem(utf8, 0, utf8.length);
            if (problem != null) {
                throw new InvalidPayloadException("payload " + problem);
            }
            valid = true;
        }
        return this;
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

    private static boolean hasSurrogates(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return true;
            }
        }
        return false;
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
