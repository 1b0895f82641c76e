package dev.rallycast.benchmarks.sockets.receiver;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Base64;

/** One connection. Its handshake is done by hand. Not thread-safe. */
final class Client {
    private static final int MAX_RESPONSE = 4_096;
    private static final byte[] MASK = {0x12, 0x34, 0x56, 0x78};

    final SocketChannel channel;
    private final Wish wish;
    private final FrameReader frames = new FrameReader();
    private final StringBuilder response = new StringBuilder();
    private boolean upgraded;
    /** How many events have come since the count was last set back. */
    long events;

    /**
     * What a connection is for.
     *
     * @param port of the server
     * @param path of the endpoint
     * @param protocols the subprotocols that are asked for, or empty
     * @param start the text message that is sent first, or empty
     * @param hearing how it takes what it is sent
     */
    record Wish(int port, String path, String protocols, String start, Hearing hearing) {
        boolean deaf() {
            return hearing == Hearing.DEAF;
        }
    }

    /** How a client takes what it is sent. */
    enum Hearing {
        /** It reads all. */
        HEARS,
        /** It reads all, and offers to be sent it compressed. */
        INFLATES,
        /** Nothing is read behind the handshake. */
        DEAF
    }

    Client(SocketChannel channel, Wish wish) {
        this.channel = channel;
        this.wish = wish;
    }

    boolean isDeaf() {
        return wish.deaf();
    }

    /** Whether all has come that comes before events. */
    boolean isReady() {
        return upgraded && (wish.start().isEmpty() || wish.deaf() || frames.isWelcomed());
    }

    /** The connection is open: asks for the upgrade. */
    void connected() throws IOException {
        String key = Base64.getEncoder().encodeToString("0123456789abcdef".getBytes(US_ASCII));
        StringBuilder request = new StringBuilder()
                .append("GET ")
                .append(wish.path())
                .append(" HTTP/1.1\r\nHost: localhost:")
                .append(wish.port())
                .append(
                        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                .append(key)
                .append("\r\n");
        if (!wish.protocols().isEmpty()) {
            request.append("Sec-WebSocket-Protocol: ").append(wish.protocols()).append("\r\n");
        }
        if (wish.hearing() == Hearing.INFLATES) {
            request.append("Sec-WebSocket-Extensions: permessage-deflate\r\n");
        }
        write(ByteBuffer.wrap(request.append("\r\n").toString().getBytes(US_ASCII)));
    }

    /** Takes what has come, and returns how many events were completed by it. */
    int take(ByteBuffer in) throws IOException {
        while (!upgraded && in.hasRemaining()) {
            response.append((char) in.get());
            if (response.length() > MAX_RESPONSE) {
                throw new IOException("the server's answer has more than " + MAX_RESPONSE + " bytes");
            }
            if (response.lastIndexOf("\r\n\r\n") == response.length() - 4 && response.length() >= 4) {
                upgrade();
            }
        }
        int completed = frames.take(in);
        events += completed;
        return completed;
    }

    private void upgrade() throws IOException {
        String status = response.substring(0, response.indexOf("\r\n"));
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new IOException("the server refuses " + wish.path() + ": " + status);
        }
        upgraded = true;
        if (!wish.start().isEmpty()) {
            byte[] text = wish.start().getBytes(UTF_8);
            ByteBuffer frame = ByteBuffer.allocate(text.length + 6);
            frame.put((byte) 0x81).put((byte) (0x80 | text.length)).put(MASK);
            for (int i = 0; i < text.length; i++) {
                frame.put((byte) (text[i] ^ MASK[i % MASK.length]));
            }
            write(frame.flip());
        }
    }

    /** It is little, and the first that is written. */
    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                throw new IOException("a request could not be written at once");
            }
        }
    }
}
