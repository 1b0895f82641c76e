package dev.rallycast.transport.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Puts the bytes of a message together, within a bound, in as much memory as has come. Not thread-safe. */
final class MessageBytes {
    /** The largest bound: one byte more still fits into an array. */
    static final int LARGEST = Integer.MAX_VALUE - 16;

    private static final byte[] NONE = {};

    private final int max;
    private byte[] bytes = NONE;
    private int length;

    MessageBytes(int max) {
        this.max = max;
    }

    int max() {
        return max;
    }

    /** How many bytes may still be added. */
    int room() {
        return max - length;
    }

    /** Adds bytes, no more than there is {@link #room()}, and returns where they are. */
    int add(ByteBuf in, int count) {
        int at = length;
        if (count > bytes.length - at) {
            int atLeast = at + count;
            // Most messages come in one piece, which then needs no more than its size.
            bytes = Arrays.copyOf(bytes, at == 0 ? atLeast : (int) Math.min(max, Math.max(atLeast, 2L * bytes.length)));
        }
        in.readBytes(bytes, at, count);
        length += count;
        return at;
    }

    /** The array in which they are. */
    byte[] bytes() {
        return bytes;
    }

    /** All of them, once. */
    ByteBuffer take() {
        ByteBuffer all = ByteBuffer.wrap(bytes, 0, length);
        clear();
        return all;
    }

    void clear() {
        bytes = NONE;
        length = 0;
    }
}
