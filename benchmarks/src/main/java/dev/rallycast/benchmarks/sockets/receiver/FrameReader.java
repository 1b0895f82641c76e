package dev.rallycast.benchmarks.sockets.receiver;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Finds the messages in what a WebSocket server sends: JSON objects, one alone or several in an array, and a text may be
 * spread over several frames. Compressed ones (RFC 7692) are expanded, one frame each. Not thread-safe.
 */
final class FrameReader {
    private static final int OPCODE = 0x0F;
    private static final int CLOSE = 8;
    private static final int COMPRESSED = 0x40;
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int EXPANDED_AT_ONCE = 4_096;
    private static final int MAX_HEADER = 10;
    /** Where the kind of message begins: behind <code>{"type":"</code>. */
    private static final int TYPE_AT = 9;

    private final byte[] header = new byte[MAX_HEADER];
    private int headerLength;
    /** Bytes of the frame's payload that are still to come; −1 while its header is read. */
    private long rest = -1;

    private boolean control;
    private boolean compressed;
    /** Made for the first compressed message; goes on from one to the next, which does no harm if the server does not. */
    private @Nullable Inflater inflater;

    // Of the text: how many objects are open, and whether a string is.
    private int depth;
    private boolean inString;
    private boolean escaped;
    /** Where in the message the next byte is. */
    private long column;

    private byte first;
    private byte second;
    private boolean welcomed;

    /** Whether a snapshot has come, after which nothing but what happens from then on does. */
    boolean isWelcomed() {
        return welcomed;
    }

    /**
     * Takes what has come, and returns how many events were completed by it.
     *
     * @throws IOException if the server closes
     */
    int take(ByteBuffer in) throws IOException {
        byte[] bytes = in.array();
        int at = in.arrayOffset() + in.position();
        int end = in.arrayOffset() + in.limit();
        int events = 0;
        while (true) {
            if (rest < 0) {
                if (at == end) {
                    break;
                }
                header[headerLength++] = bytes[at++];
                if (headerLength == headerSize()) {
                    begin();
                }
            } else {
                int upTo = (int) Math.min(end, at + rest);
                rest -= upTo - at;
                if (compressed) {
                    events += inflate(bytes, at, upTo - at);
                    if (rest == 0) {
                        events += inflate(TAIL, 0, TAIL.length);
                    }
                } else if (!control) {
                    for (; at < upTo; at++) {
                        events += take(bytes[at]);
                    }
                }
                at = upTo;
                if (rest > 0) {
                    break;
                }
                rest = -1;
                headerLength = 0;
            }
        }
        in.position(in.limit());
        return events;
    }

    private int headerSize() {
        if (headerLength < 2) {
            return 2;
        }
        int length = header[1] & 0x7F;
        return length < 126 ? 2 : length == 126 ? 4 : MAX_HEADER;
    }

    private void begin() throws IOException {
        int opcode = header[0] & OPCODE;
        if (opcode == CLOSE) {
            throw new IOException("the server closed a connection");
        }
        control = opcode > CLOSE;
        compressed = (header[0] & COMPRESSED) != 0;
        int size = headerSize();
        rest = size == 2 ? header[1] & 0x7F : 0;
        for (int i = 2; i < size; i++) {
            rest = (rest << 8) | (header[i] & 0xFF);
        }
    }

    private int inflate(byte[] bytes, int from, int length) throws IOException {
        Inflater expanding = inflater;
        if (expanding == null) {
            expanding = new Inflater(true);
            inflater = expanding;
        }
        expanding.setInput(bytes, from, length);
        byte[] out = new byte[EXPANDED_AT_ONCE];
        int events = 0;
        try {
            for (int count = expanding.inflate(out); count > 0; count = expanding.inflate(out)) {
                for (int i = 0; i < count; i++) {
                    events += take(out[i]);
                }
            }
        } catch (DataFormatException e) {
            throw new IOException("a compressed message can't be expanded", e);
        }
        return events;
    }

    private int take(byte next) {
        if (depth == 0 && next != '{') {
            return 0; // around the messages of an array
        }
        if (column == TYPE_AT) {
            first = next;
        } else if (column == TYPE_AT + 1) {
            second = next;
        }
        column++;
        if (escaped) {
            escaped = false;
        } else if (inString) {
            escaped = next == '\\';
            inString = next != '"';
        } else if (next == '"') {
            inString = true;
        } else if (next == '{') {
            depth++;
        } else if (next == '}' && --depth == 0) {
            return endMessage();
        }
        return 0;
    }

    private int endMessage() {
        boolean event = column > TYPE_AT + 1 && first == 'e' && second == 'v';
        welcomed |= column > TYPE_AT + 1 && first == 's' && second == 'n';
        column = 0;
        return event ? 1 : 0;
    }
}
