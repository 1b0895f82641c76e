package dev.rallycast.storage.redis.servers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A way to a server that can be slow, silent or broken. */
public final class TcpProxy implements AutoCloseable {
    /** What happens to bytes. */
    public enum Mode {
        /** They arrive. */
        PASS,
        /** What comes from the server is thrown away; nobody is told. */
        SWALLOW,
        /** Both ways are silent; nobody is told. */
        HALF_OPEN
    }

    private static final int FIRST_WORDS = 4_096;

    private final ServerSocket door;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Socket> spoiled = ConcurrentHashMap.newKeySet();
    /** What clients say first. */
    private final Map<Socket, String> heard = new ConcurrentHashMap<>();

    private final Map<Socket, Socket> servers = new ConcurrentHashMap<>();
    private volatile Mode mode = Mode.PASS;
    private volatile long delayMillis;
    private volatile boolean refusing;

    private TcpProxy(int target) throws IOException {
        this.target = target;
        door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** To a port of this machine. */
    public static TcpProxy to(int port) {
        try {
            TcpProxy proxy = new TcpProxy(port);
            proxy.thread("door", proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it listens. */
    public int port() {
        return door.getLocalPort();
    }

    /** For the connections that are there; new ones pass. */
    public void mode(Mode next) {
        mode = next;
        if (next != Mode.PASS) {
            spoiled.addAll(sockets);
        } else {
            spoiled.clear();
        }
    }

    /**
     * For those of the connections that are there on which the client has said something; the others, and new ones, pass.
     *
     * @param said among the first of what it said, like the name of a command
     */
    public void mode(Mode next, String said) {
        mode = next;
        heard.forEach((client, words) -> {
            if (words.contains(said)) {
                spoiled.add(client);
                spoiled.add(servers.get(client));
            }
        });
    }

    /** How long bytes take, each way. */
    public void delay(long millis) {
        delayMillis = millis;
    }

    /** Closes what is open, and refuses what comes, or doesn't any more. */
    public void cut(boolean andRefuse) {
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
            servers.put(client, server);
            heard.put(client, "");
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
                String words = heard.get(from);
                if (words != null && words.length() < FIRST_WORDS) {
                    heard.put(from, words + new String(bytes, 0, read, ISO_8859_1));
                }
                boolean lost = spoiled.contains(from) && (mode == Mode.HALF_OPEN || (mode == Mode.SWALLOW && down));
                if (!lost) {
                    to.getOutputStream().write(bytes, 0, read);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            for (Socket socket : List.of(from, to)) {
                sockets.remove(socket);
                spoiled.remove(socket);
                servers.remove(socket);
                heard.remove(socket);
            }
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
