package dev.rallycast.benchmarks.sockets.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.rallycast.protocol.WireMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The floor under every server: a handshake by hand, and then one frame in a direct buffer, written to one socket after the
 * other. It reads nothing, judges nothing and survives nothing.
 */
final class RawServer {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern KEY = Pattern.compile("(?i)\r\nSec-WebSocket-Key: *(\\S+)");
    private static final int MAX_REQUEST = 4_096;
    private static final int MAX_HEADER = 4;

    private final ServerSocketChannel server;
    private final BareSessions<SocketChannel> sessions = new BareSessions<>();

    RawServer() throws IOException {
        server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    }

    int port() {
        return server.socket().getLocalPort();
    }

    /** Accepts connections from now on, on a thread of its own. */
    void start() {
        Thread acceptor = new Thread(this::accept, "floor");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel channel = server.accept();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, ContainerStarter.SEND_BUFFER);
                upgrade(channel);
                channel.configureBlocking(false);
                sessions.add(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the floor has failed", e);
        }
    }

    private static void upgrade(SocketChannel channel) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(MAX_REQUEST);
        String text = "";
        while (!text.endsWith("\r\n\r\n")) {
            if (channel.read(request) < 0) {
                throw new ClosedChannelException();
            }
            text = new String(request.array(), 0, request.position(), ISO_8859_1);
        }
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new IOException("a request without a key: " + text);
        }
        String response = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + accept(key.group(1)) + "\r\n\r\n";
        channel.write(ByteBuffer.wrap(response.getBytes(ISO_8859_1)));
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    BareLoop.Sender sender(int clients) throws InterruptedException {
        List<SocketChannel> to = sessions.first(clients);
        SocketChannel[] channels = to.toArray(SocketChannel[]::new);
        return message -> {
            ByteBuffer frame = frame(message);
            for (SocketChannel channel : channels) {
                frame.rewind();
                while (frame.hasRemaining()) {
                    channel.write(frame);
                }
            }
        };
    }

    private static ByteBuffer frame(WireMessage message) {
        int length = message.size();
        ByteBuffer frame = ByteBuffer.allocateDirect(MAX_HEADER + length).put((byte) 0x81);
        if (length < 126) {
            frame.put((byte) length);
        } else {
            frame.put((byte) 126).putShort((short) length);
        }
        return frame.put(message.buffer()).flip();
    }
}
