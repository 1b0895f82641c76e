package dev.rallycast.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One encoded frame, shared by all who get it. Immutable and thread-safe; the text form is made when it is first asked
 * for and kept.
 */
public final class WireMessage {
    private final byte[] utf8;
    // A benign race: two threads may both decode, and get equal strings.
    private @Nullable String text;

    private WireMessage(byte[] utf8) {
        this.utf8 = utf8;
    }

    /** A message of UTF-8 bytes; the array is not copied and must not be changed afterwards. */
    public static WireMessage ofUtf8(byte[] utf8) {
        return new WireMessage(utf8);
    }

    /** The size in bytes. */
    public int size() {
        return utf8.length;
    }

    /** The bytes as a read-only buffer. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(utf8).asReadOnlyBuffer();
    }

    /** The text. */
    public String text() {
        String decoded = text;
        if (decoded == null) {
            decoded = new String(utf8, UTF_8);
            text = decoded;
        }
        return decoded;
    }

    @Override
    public String toString() {
        return text();
    }
}
