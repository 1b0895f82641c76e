package dev.rallycast.transport.netty;

import dev.rallycast.protocol.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A message as a frame, made once for all clients. A message that many get is kept as a frame outside of the heap, where the
 * kernel takes it from without a copy; what only few get is copied into a buffer of the channel's pool, as the JDK would do
 * with bytes of the heap. Thread-safe.
 */
final class SharedFrame {
    /** The message as it is. */
    static final WireMessage.Form<SharedFrame> PLAIN =
            message -> new SharedFrame(Frames.FIN | Frames.TEXT, message.buffer());

    /** The message compressed, if that makes it shorter. */
    static final WireMessage.Form<SharedFrame> COMPRESSED = SharedFrame::compressed;

    /** How many clients get copies before there is a frame for all: memory outside of the heap is slow to get. */
    static final int COPIES = 8;

    /** Shorter messages are not worth the work of the client. */
    static final int COMPRESSED_FROM = 256;

    private final int first;
    private final ByteBuffer payload;
    // A benign race: with two threads some more are copied.
    private int copied;
    // Its fields are not final, so it is not to be handed over by a race.
    private volatile @Nullable ByteBuf shared;

    private SharedFrame(int first, ByteBuffer payload) {
        this.first = first;
        this.payload = payload;
    }

    private static SharedFrame compressed(WireMessage message) {
        if (message.size() >= COMPRESSED_FROM) {
            byte[] deflated = Deflation.deflate(message.buffer());
            if (deflated.length < message.size()) {
                return new SharedFrame(Frames.FIN | Frames.RSV1 | Frames.TEXT, ByteBuffer.wrap(deflated));
            }
        }
        return message.in(PLAIN);
    }

    /** A buffer with the frame, for one channel; it is released by the channel, which for the one frame of all does nothing. */
    ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf ready = shared;
        if (ready == null) {
            if (copied < COPIES) {
                copied++;
                return write(allocator.ioBuffer(size()));
            }
            ready = share();
            shared = ready;
        }
        // With places of its own. Netty takes care that channels of several loops may write duplicates at a time.
        return ready.duplicate();
    }

    /** Freed by the garbage collector together with the message, since nobody knows who still needs it. */
    private ByteBuf share() {
        ByteBuf direct = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(size()));
        return Unpooled.unreleasableBuffer(write(direct.clear()));
    }

    private int size() {
        return Frames.size(payload.remaining());
    }

    private ByteBuf write(ByteBuf to) {
        Frames.write(to, first, payload.duplicate());
        return to;
    }
}
