package dev.rallycast.transport.netty;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** Frames as a server writes them, RFC 6455, section 5.2: without a mask, so they are the same for every client. */
final class Frames {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    /** The first reserved bit: the message is compressed, RFC 7692, section 6. */
    static final int RSV1 = 0x40;

    /** The greatest length that stands in the second byte, which is also that of a frame of control. */
    static final int SHORT_LENGTH = 125;
    /** What stands in the second byte if the length is in the next two, or in the next eight. */
    static final int TWO_BYTES = 126;

    static final int EIGHT_BYTES = 127;
    /** The first length that does not fit into two bytes. */
    static final int LONG_LENGTH = 1 << 16;

    private Frames() {}

    /** How many bytes a frame has with a payload of this length. */
    static int size(int length) {
        return length + (length <= SHORT_LENGTH ? 2 : length < LONG_LENGTH ? 4 : 10);
    }

    /** Appends a frame; {@code first} is its first byte. */
    static void write(ByteBuf to, int first, ByteBuffer payload) {
        int length = payload.remaining();
        to.writeByte(first);
        if (length <= SHORT_LENGTH) {
            to.writeByte(length);
        } else if (length < LONG_LENGTH) {
            to.writeByte(TWO_BYTES).writeShort(length);
        } else {
            to.writeByte(EIGHT_BYTES).writeLong(length);
        }
        to.writeBytes(payload);
    }

    /** A frame of control, whose payload is short. */
    static ByteBuf control(ByteBufAllocator allocator, int opcode, byte[] payload) {
        ByteBuf frame = allocator.ioBuffer(size(payload.length));
        write(frame, FIN | opcode, ByteBuffer.wrap(payload));
        return frame;
    }

    /** A close frame. */
    static ByteBuf close(ByteBufAllocator allocator, int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[2 + text.length];
        ByteBuffer.wrap(payload).putShort((short) code).put(text);
        return control(allocator, CLOSE, payload);
    }
}
