package dev.rallycast.transport.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;

/**
 * Takes apart what a client sends, RFC 6455, section 5. Texts are put together within a bound, nothing is kept of binary
 * messages, whatever their size, and a frame is judged by its header, before it is whole. Event loop only.
 */
final class FrameReader {
    /** Close codes of RFC 6455, section 7.4.1. */
    static final int PROTOCOL_ERROR = 1002;

    static final int NO_UTF_8 = 1007;
    static final int TOO_BIG = 1009;

    /** What a close frame without a code is said to have, and is never sent. */
    static final int NO_CODE = 1005;

    private static final int OPCODE = 0x0f;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int LENGTH = 0x7f;
    private static final int MASK_BYTES = 4;
    private static final int MAX_HEADER = 14;
    private static final byte[] NOTHING = {};

    /** Told of what came in. */
    interface Listener {
        /** A whole message within the limit. */
        void onText(String text);

        /** A whole message of up to twice the limit. */
        void onTooLarge();

        /** A binary message begins. */
        void onBinary();

        void onPing(byte[] payload);

        void onPong();

        /** The client closes, with this code or {@link FrameReader#NO_CODE}. */
        void onClose(int code);

        /** A message has more than twice the limit. The rest of it is passed over, and what comes behind is read. */
        void onFarTooLarge();

        /** The client sent what it must not; nothing is read any more. */
        void onBroken(int code, String what);
    }

    private final Listener listener;
    private final int maxBytes;
    private final boolean compression;

    private final byte[] header = new byte[MAX_HEADER];
    private int headerLength;
    /** Bytes of the frame's payload that are still to come; −1 while its header is read. */
    private long rest = -1;
    /** Where in the mask the next byte is. */
    private int maskAt;

    private byte[] control = NOTHING;
    private int controlLength;

    /** The opcode of the message of which fragments are still to come, or 0. */
    private int message;

    private boolean compressed;
    private final MessageBytes text;
    /** Whether the rest of the message is passed over. */
    private boolean passedOver;

    private boolean broken;

    /**
     * A reader of a new connection.
     *
     * @param maxBytes how long a text may be
     * @param compression whether the client may compress messages
     */
    FrameReader(Listener listener, int maxBytes, boolean compression) {
        this.listener = listener;
        this.maxBytes = maxBytes;
        this.compression = compression;
        text = new MessageBytes(twice(maxBytes));
    }

    private static int twice(int bytes) {
        return (int) Math.min(MessageBytes.LARGEST, 2L * bytes);
    }

    /** Reads all that came. */
    void read(ByteBuf in) {
        while (!broken && in.isReadable()) {
            if (rest < 0) {
                header[headerLength++] = in.readByte();
                if (headerLength == 2) {
                    check();
                }
                if (!broken && headerLength == headerSize()) {
                    begin();
                }
            } else {
                int part = (int) Math.min(rest, in.readableBytes());
                take(in, part);
                rest -= part;
            }
            if (rest == 0 && !broken) {
                rest = -1;
                headerLength = 0;
                end();
            }
        }
    }

    private int opcode() {
        return header[0] & OPCODE;
    }

    private boolean isControl() {
        return opcode() >= Frames.CLOSE;
    }

    private boolean isFinal() {
        return (header[0] & Frames.FIN) != 0;
    }

    private int headerSize() {
        if (headerLength < 2) {
            return MAX_HEADER;
        }
        int length = header[1] & LENGTH;
        int size = length == Frames.EIGHT_BYTES ? 10 : length == Frames.TWO_BYTES ? 4 : 2;
        return size + MASK_BYTES;
    }

    /** Looks at the first two bytes. */
    private void check() {
        int opcode = opcode();
        int reserved = header[0] & RESERVED;
        boolean mayBeCompressed = compression && (opcode == Frames.TEXT || opcode == Frames.BINARY);
        if (reserved != 0 && !(reserved == Frames.RSV1 && mayBeCompressed)) {
            fail(PROTOCOL_ERROR, "a reserved bit");
        } else if ((header[1] & MASKED) == 0) {
            fail(PROTOCOL_ERROR, "a frame without a mask");
        } else if (isControl()) {
            if (opcode > Frames.PONG) {
                fail(PROTOCOL_ERROR, "a reserved opcode");
            } else if (!isFinal()) {
                fail(PROTOCOL_ERROR, "a fragment of control");
            } else if ((header[1] & LENGTH) > Frames.SHORT_LENGTH) {
                fail(PROTOCOL_ERROR, "a long frame of control");
            }
        } else if (opcode > Frames.BINARY) {
            fail(PROTOCOL_ERROR, "a reserved opcode");
        } else if ((opcode == Frames.CONTINUATION) != (message != 0)) {
            fail(PROTOCOL_ERROR, message == 0 ? "a continuation of nothing" : "a message within a message");
        }
    }

    /** The header is whole. */
    private void begin() {
        ByteBuffer bytes = ByteBuffer.wrap(header, 2, MAX_HEADER - 2);
        int length = header[1] & LENGTH;
        rest = length == Frames.EIGHT_BYTES
                ? bytes.getLong()
                : length == Frames.TWO_BYTES ? bytes.getShort() & 0xffff : length;
        if (rest < 0
                || (length == Frames.EIGHT_BYTES && rest < Frames.LONG_LENGTH)
                || (length == Frames.TWO_BYTES && rest <= Frames.SHORT_LENGTH)) {
            fail(PROTOCOL_ERROR, "a length that is not written as short as can be");
            return;
        }
        maskAt = 0;
        if (isControl()) {
            control = new byte[length];
            controlLength = 0;
            return;
        }
        if (opcode() != Frames.CONTINUATION) {
            message = opcode();
            compressed = (header[0] & Frames.RSV1) != 0;
            passedOver = message == Frames.BINARY;
            if (message == Frames.BINARY) {
                listener.onBinary();
            }
        }
        if (!passedOver && rest > text.room()) {
            passOver();
        }
    }

    private void take(ByteBuf in, int length) {
        if (isControl()) {
            in.readBytes(control, controlLength, length);
            unmask(control, controlLength, length);
            controlLength += length;
        } else if (passedOver) {
            in.skipBytes(length);
        } else {
            int at = text.add(in, length);
            unmask(text.bytes(), at, length);
        }
    }

    private void unmask(byte[] bytes, int from, int length) {
        int mask = headerSize() - MASK_BYTES;
        for (int i = from; i < from + length; i++) {
            bytes[i] ^= header[mask + maskAt];
            maskAt = (maskAt + 1) & 3;
        }
    }

    /** The frame is whole. */
    private void end() {
        if (isControl()) {
            endControl();
        } else if (isFinal()) {
            boolean isText = !passedOver;
            message = 0;
            passedOver = false;
            if (isText) {
                endText();
            }
        }
    }

    private void endControl() {
        byte[] payload = control;
        control = NOTHING;
        switch (opcode()) {
            case Frames.PING -> listener.onPing(payload);
            case Frames.PONG -> listener.onPong();
            default -> endClose(payload);
        }
    }

    private void endClose(byte[] payload) {
        int code = payload.length < 2 ? NO_CODE : ByteBuffer.wrap(payload).getShort() & 0xffff;
        if (payload.length == 1 || (payload.length > 1 && !mayBeSent(code))) {
            fail(PROTOCOL_ERROR, "a close code that must not be sent");
            return;
        }
        try {
            if (payload.length > 2) {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(payload, 2, payload.length - 2));
            }
        } catch (CharacterCodingException e) {
            fail(NO_UTF_8, "a reason that is not UTF-8");
            return;
        }
        listener.onClose(code);
    }

    /** RFC 6455, section 7.4, and the codes that were registered since. */
    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    private void endText() {
        ByteBuffer bytes = text.take();
        try {
            if (compressed) {
                bytes = Deflation.inflate(bytes, text.max());
            }
            if (bytes.remaining() > text.max()) {
                listener.onFarTooLarge();
            } else if (bytes.remaining() > maxBytes) {
                listener.onTooLarge();
            } else {
                listener.onText(
                        StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
            }
        } catch (CharacterCodingException e) {
            fail(NO_UTF_8, "a text that is not UTF-8");
        } catch (DataFormatException e) {
            fail(NO_UTF_8, "a message that can't be expanded");
        }
    }

    private void passOver() {
        passedOver = true;
        text.clear();
        listener.onFarTooLarge();
    }

    private void fail(int code, String what) {
        broken = true;
        text.clear();
        listener.onBroken(code, what);
    }
}
