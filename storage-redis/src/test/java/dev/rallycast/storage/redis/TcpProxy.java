package dev.rallycast.storage.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A way to a server that can be slow, silent or broken. */
final class TcpProxy implements AutoCloseable {
    /** What happens to bytes. */
    enum Mode {
        PASS,
        /** What comes from the server is thrown away; nobody is told. */
        SWALLOW,
        /** Both ways are silent; nobody is told. */
        HALF_OPEN
    }

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> spoiled = ConcurrentHashMap.newKeySet();
    private volatile Mode mode = Mode.PASS;
    private volatile long delayMillis;
    private volatile boolean refusing;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static TcpProxy to(int port) {
        try {
            TcpProxy proxy = new TcpProxy(port);
            proxy.thread("door", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return door.getLocalPort();
    }

    /** For the connections that are there; new ones pass. */
    void mode(Mode next) {
        mode = next;
        if (next != Mode.PASS) {
            spoiled.addAll(sockets);
        } else {
            spoiled.clear();
        }
    }

    /** How long bytes take, each way. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Closes what is open, and refuses what comes, or doesn't any more. */
    void cut(boolean andRefuse) {
        refusing = andRefuse;
        sockets.forEach(TcpProxy::close);
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut(true);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = door.accept();
            if (refusing) {
                close(client);
                continue;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(server);
            thread("up", () -> pump(client, server, false));
            thread("down", () -> pump(server, client, true));
        }
    }

    private void pump(Socket from, Socket to, boolean down) throws IOException {
        byte[] bytes = new byte[8192];
        try (from;
                to) {
            for (int read = from.getInputStream().read(bytes);
                    read >= 0;
                    read = from.getInputStream().read(bytes)) {
                if (delayMillis > 0) {
                    new CountDownLatch(1).await(delayMillis, TimeUnit.MILLISECONDS);
                }
                boolean lost = spoiled.contains(from) && (mode == Mode.HALF_OPEN || (mode == Mode.SWALLOW && down));
                if (!lost) {
                    to.getOutputStream().write(bytes, 0, read);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void thread(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One end is closed: so is the other.
                    }
                },
                "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
