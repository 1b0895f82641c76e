package dev.rallycast.benchmarks.sockets.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection on which the clients' process says, with one byte, that all clients have what they were to have. */
final class Acks {
    private static final int TIMEOUT_MILLIS = 30_000;

    private final ServerSocket socket;
    private Socket from = new Socket();

    Acks() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The clients' process is about to connect, or has. */
    void accept() throws IOException {
        from = socket.accept();
        from.setSoTimeout(TIMEOUT_MILLIS);
    }

    /**
     * Nothing was sent yet of what is to be waited for.
     *
     * @throws IOException if the clients' process says that it has come, so that nothing would be waited for
     */
    void begin() throws IOException {
        if (from.getInputStream().available() > 0) {
            throw new IOException("the clients have got events before any were sent to them");
        }
    }

    /**
     * Waits until all clients have what they were to have.
     *
     * @throws IOException if that takes half a minute
     */
    void await() throws IOException {
        try {
            if (from.getInputStream().read() < 0) {
                throw new IOException("the clients' process is gone");
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("the clients have not got all events within " + TIMEOUT_MILLIS + " ms", e);
        }
    }
}
