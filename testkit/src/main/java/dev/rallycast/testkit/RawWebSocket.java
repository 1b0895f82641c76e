package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/**
 * A WebSocket client that does nothing by itself: what it sends is made byte by byte, and it reads only when told to. For
 * tests of how a server takes broken, slow and vanished clients. RFC 6455, section 5.2. Not thread-safe, except that one
 * thread may read while another one writes.
 */
public final class RawWebSocket implements AutoCloseable {
    /** The final fragment. */
    public static final int FIN = 0x80;
    /** The first reserved bit, which an extension may use. */
    public static final int RSV1 = 0x40;

    /** Opcode of a frame that goes on with a message. */
    public static final int CONTINUATION = 0;
    /** Opcode of a text frame. */
    public static final int TEXT = 1;
    /** Opcode of a binary frame. */
    public static final int BINARY = 2;
    /** Opcode of a close frame. */
    public static final int CLOSE = 8;
    /** Opcode of a ping. */
    public static final int PING = 9;
    /** Opcode of a pong. */
    public static final int PONG = 10;

    /** What {@link #readCloseCode} says of a connection that ended without a close frame. */
    public static final int NO_CLOSE_FRAME = 1006;

    private static final int READ_TIMEOUT_MILLIS = 30_000;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private String head = "";

    /**
     * A frame from the server.
     *
     * @param opcode without the bits above it
     * @param fin whether it is the last of its message
     * @param payload the bytes
     */
    public record Frame(int opcode, boolean fin, ByteBuffer payload) {
        /** The payload as text. */
        public String text() {
            return UTF_8.decode(payload.duplicate()).toString();
        }
    }

    private RawWebSocket(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = socket.getOutputStream();
    }

    /**
     * Opens a WebSocket.
     *
     * @param target path and query, sent as they are
     * @param headers further headers, as in {@code Origin: https://example.com}
     * @throws IOException if the server does not switch protocols
     */
    public static RawWebSocket connect(int port, String target, String... headers) throws IOException {
        return connect(port, 0, target, headers);
    }

    /** Opens a WebSocket whose receive buffer is that of the platform's smallest size, so that it is full soon. */
    public static RawWebSocket connectWithSmallBuffer(int port, String target) throws IOException {
        return connect(port, 1_024, target);
    }

    private static RawWebSocket connect(int port, int receiveBuffer, String target, String... headers)
            throws IOException {
        RawWebSocket socket = new RawWebSocket(port, receiveBuffer);
        try {
            int status = socket.upgrade(target, headers);
            if (status != 101) {
                throw new IOException("expected 101 Switching Protocols, got:\n" + socket.head);
            }
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /**
     * The status with which a server answers a request to open a WebSocket; 0 if it hangs up without an answer. An opened
     * connection is dropped.
     */
    public static int statusOf(int port, String target, String... headers) throws IOException {
        try (RawWebSocket socket = new RawWebSocket(port, 0)) {
            return socket.upgrade(target, headers);
        } catch (EOFException | SocketException e) {
            return 0;
        }
    }

    private int upgrade(String target, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n")
                .append("Host: localhost:" + socket.getPort() + "\r\n")
                .append("Upgrade: websocket\r\nConnection: Upgrade\r\n")
                .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(ISO_8859_1));
        head = readHead();
        return Integer.parseInt(head.substring(9, 12));
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            bytes.write(in.readUnsignedByte());
        }
        return bytes.toString(ISO_8859_1);
    }

    /** The status line and the headers with which the server answered. */
    public String head() {
        return head;
    }

    /** Sends a whole text message in one frame. */
    public void sendText(String text) throws IOException {
        sendFrame(FIN | TEXT, text.getBytes(UTF_8));
    }

    /** Sends a close frame. */
    public void sendClose(int code) throws IOException {
        sendFrame(FIN | CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Sends a masked frame; {@code first} is its first byte, {@link #FIN} and an opcode. */
    public void sendFrame(int first, byte[] payload) throws IOException {
        sendBytes(frame(first, payload));
    }

    /** Sends bytes as they are. */
    public void sendBytes(byte[] bytes) throws IOException {
        out.write(bytes);
    }

    /** The bytes of a masked frame. */
    public static byte[] frame(int first, byte[] payload) {
        return frame(first, payload, true);
    }

    /** The bytes of a frame without a mask, which a client must not send. */
    public static byte[] unmaskedFrame(int first, byte[] payload) {
        return frame(first, payload, false);
    }

    private static byte[] frame(int first, byte[] payload, boolean masked) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header(first, payload.length, masked));
        for (int i = 0; i < payload.length; i++) {
            bytes.write(masked ? payload[i] ^ MASK[i % 4] : payload[i]);
        }
        return bytes.toByteArray();
    }

    /** The header of a masked frame of any length, also one that never comes. */
    public static byte[] header(int first, long length) {
        return header(first, length, true);
    }

    private static byte[] header(int first, long length, boolean masked) {
        int bit = masked ? 0x80 : 0;
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
        if (length < 126) {
            header.put((byte) (bit | length));
        } else if (length < 65_536) {
            header.put((byte) (bit | 126)).putShort((short) length);
        } else {
            header.put((byte) (bit | 127)).putLong(length);
        }
        if (masked) {
            header.put(MASK);
        }
        byte[] bytes = new byte[header.position()];
        header.flip().get(bytes);
        return bytes;
    }

    /**
     * Reads the next frame.
     *
     * @throws EOFException if the server has hung up
     */
    public Frame read() throws IOException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(
                first & 0x0f, (first & FIN) != 0, ByteBuffer.wrap(payload).asReadOnlyBuffer());
    }

    /** Reads a whole text message; passes over other frames. */
    public String readText() throws IOException {
        StringBuilder text = new StringBuilder();
        while (true) {
            Frame frame = read();
            if (frame.opcode() == CLOSE) {
                throw new EOFException("closed with " + codeOf(frame));
            }
            if (frame.opcode() == TEXT || frame.opcode() == CONTINUATION) {
                text.append(frame.text());
                if (frame.fin()) {
                    return text.toString();
                }
            }
        }
    }

    /** Reads to the end; the code of the close frame, or {@link #NO_CLOSE_FRAME} if the server hung up without one. */
    public int readCloseCode() throws IOException {
        try {
            while (true) {
                Frame frame = read();
                if (frame.opcode() == CLOSE) {
                    return codeOf(frame);
                }
            }
        } catch (EOFException | SocketException e) {
            return NO_CLOSE_FRAME;
        }
    }

    private static int codeOf(Frame close) {
        return close.payload().remaining() < 2 ? 1005 : close.payload().getShort(0) & 0xffff;
    }

    /** Drops the connection with a TCP reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Closes the TCP connection without a word. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
