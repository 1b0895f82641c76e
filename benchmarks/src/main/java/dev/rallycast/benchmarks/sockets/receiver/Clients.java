package dev.rallycast.benchmarks.sockets.receiver;

import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All connections of the clients' process, read by the one thread that runs this. */
final class Clients implements Runnable {
    /** How many connections are being opened at a time, so that no server's backlog is too short. */
    private static final int OPENING = 32;

    private static final long CONNECT_SECONDS = 60;
    /** What the kernel keeps for a client that reads nothing: as little as it can. */
    private static final int DEAF_BUFFER = 2_048;

    private final Ticker ticker;
    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(256 * 1024);
    private final List<Client> all = new ArrayList<>();
    private final Samples samples = new Samples();
    private @Nullable Socket acks;
    private @Nullable Opening opening;
    private long expected;
    private long come;
    private long gapNanos;
    private boolean recording;
    private volatile @Nullable Throwable failure;

    /** Connections that are being opened. */
    private static final class Opening {
        final Client.Wish wish;
        final CountDownLatch done = new CountDownLatch(1);
        int toOpen;
        int toBeReady;

        Opening(int count, Client.Wish wish) {
            this.wish = wish;
            toOpen = count;
            toBeReady = count;
        }
    }

    Clients(Ticker ticker) throws IOException {
        this.ticker = ticker;
        selector = Selector.open();
    }

    /** Runs something on the thread that reads. Any thread. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** Opens connections, and returns when all are ready. Not on the thread that reads. */
    void connect(int count, Client.Wish wish) throws IOException, InterruptedException {
        Opening next = new Opening(count, wish);
        execute(() -> {
            // Those that are there may get events meanwhile, which nobody waits for.
            expected = 0;
            opening = next;
            open(Math.min(OPENING, count));
        });
        if (!next.done.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(
                    next.toBeReady + " of " + count + " connections were not ready in " + CONNECT_SECONDS + " s");
        }
        checkFailure();
    }

    // On the thread that reads, from here on.

    /** Where to say that all has come that was expected. */
    void acknowledgeTo(int port) throws IOException {
        acks = new Socket(InetAddress.getLoopbackAddress(), port);
        acks.setTcpNoDelay(true);
    }

    /** Acknowledges each time so many events have come, on all connections together. */
    void expect(long events) throws IOException {
        checkFailure();
        expected = events;
        come = 0;
    }

    /** Notes from now on how late each event comes, if on each connection one is due every so many nanoseconds. */
    void record(long gap) throws IOException {
        checkFailure();
        gapNanos = gap;
        recording = true;
        samples.clear();
        all.forEach(client -> client.events = 0);
    }

    /** How many events came, and how late they were in nanoseconds, if the first was due at a tick: p50, p99, greatest. */
    String latencies(long base) throws IOException {
        checkFailure();
        recording = false;
        return samples.summary(base);
    }

    /** Ends some connections. */
    void disconnect(Predicate<Client> which) throws IOException {
        for (Client client : all) {
            if (which.test(client)) {
                client.channel.close();
            }
        }
        all.removeIf(which);
        selector.selectNow();
    }

    @Override
    public void run() {
        try {
            while (true) {
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
                selector.select(this::ready);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void open(int count) {
        Opening now = opening;
        for (int i = 0; now != null && i < count && now.toOpen > 0; i++) {
            now.toOpen--;
            try {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                if (now.wish.deaf()) {
                    channel.setOption(StandardSocketOptions.SO_RCVBUF, DEAF_BUFFER);
                }
                Client client = new Client(channel, now.wish);
                all.add(client);
                boolean connected =
                        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), now.wish.port()));
                channel.register(selector, connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, client);
                if (connected) {
                    client.connected();
                }
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    private void ready(SelectionKey key) {
        Client client = (Client) key.attachment();
        try {
            if (key.isConnectable()) {
                client.channel.finishConnect();
                key.interestOps(SelectionKey.OP_READ);
                client.connected();
            } else if (client.isReady()) {
                count(client, receive(client));
            } else {
                int events = receive(client);
                if (client.isReady()) {
                    if (client.isDeaf()) {
                        key.cancel();
                    }
                    welcome();
                }
                count(client, events);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void welcome() {
        Opening now = opening;
        if (now != null && --now.toBeReady == 0) {
            opening = null;
            now.done.countDown();
        } else {
            open(1);
        }
    }

    private int receive(Client client) throws IOException {
        buffer.clear();
        int read = client.channel.read(buffer);
        if (read < 0) {
            throw new IOException("the server cut a connection");
        }
        return client.take(buffer.flip());
    }

    private void count(Client client, int events) throws IOException {
        if (events == 0) {
            return;
        }
        if (recording) {
            long now = ticker.nanos();
            for (long event = client.events - events; event < client.events; event++) {
                samples.add(now - event * gapNanos);
            }
        }
        come += events;
        if (expected > 0 && come >= expected) {
            come -= expected;
            if (acks != null) {
                acks.getOutputStream().write(1);
            }
        }
    }

    private void fail(Throwable cause) {
        failure = cause;
        Socket to = acks;
        if (to != null) {
            try {
                // The server waits for them no longer.
                to.close();
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }
        Opening now = opening;
        if (now != null) {
            now.done.countDown();
        }
    }

    private void checkFailure() throws IOException {
        if (failure != null) {
            throw new IOException("a client failed", failure);
        }
    }
}
