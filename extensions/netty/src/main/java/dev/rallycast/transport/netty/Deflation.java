package dev.rallycast.transport.netty;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses and expands messages as RFC 7692, section 7.2, says, each by itself: nothing is taken over from the one before, so
 * a thread needs one of each for all its connections.
 */
final class Deflation {
    /** What every compressed message ends with, and is not sent. */
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final int SMALLEST = 64;

    private static final FastThreadLocal<Deflater> DEFLATERS = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        }

        @Override
        protected void onRemoval(Deflater value) {
            value.end();
        }
    };

    private static final FastThreadLocal<Inflater> INFLATERS = new FastThreadLocal<>() {
        @Override
        protected Inflater initialValue() {
            return new Inflater(true);
        }

        @Override
        protected void onRemoval(Inflater value) {
            value.end();
        }
    };

    private Deflation() {}

    /** Compresses a message. */
    static byte[] deflate(ByteBuffer message) {
        Deflater deflater = DEFLATERS.get();
        deflater.reset();
        deflater.setInput(message);
        byte[] out = new byte[Math.max(SMALLEST, message.remaining() / 2)];
        int length = 0;
        while (true) {
            length += deflater.deflate(out, length, out.length - length, Deflater.SYNC_FLUSH);
            if (length < out.length) {
                // There was room for more, so that was all.
                break;
            }
            out = Arrays.copyOf(out, 2 * out.length);
        }
        // What is not seen any more need not be kept alive.
        deflater.setInput(TAIL, 0, 0);
        return Arrays.copyOf(out, length - TAIL.length);
    }

    /**
     * Expands a message, to at most so many bytes and one more, which tells that it has more.
     *
     * @throws DataFormatException if it was not compressed like this
     */
    static ByteBuffer inflate(ByteBuffer message, int max) throws DataFormatException {
        Inflater inflater = INFLATERS.get();
        inflater.reset();
        byte[] out = new byte[(int) Math.min(max + 1L, Math.max(SMALLEST, 2L * message.remaining()))];
        inflater.setInput(message);
        int size = 0;
        boolean tail = false;
        while (true) {
            int more = inflater.inflate(out, size, out.length - size);
            size += more;
            if (size == max + 1 || inflater.finished()) {
                break;
            }
            if (size == out.length) {
                out = Arrays.copyOf(out, (int) Math.min(max + 1L, 2L * out.length));
            } else if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary is needed");
            } else if (more == 0 && inflater.needsInput()) {
                if (tail) {
                    break;
                }
                tail = true;
                inflater.setInput(TAIL);
            }
        }
        return ByteBuffer.wrap(out, 0, size);
    }
}
