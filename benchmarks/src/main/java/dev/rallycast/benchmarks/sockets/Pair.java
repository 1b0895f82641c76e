package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.sockets.receiver.ReceiverProgram;
import dev.rallycast.benchmarks.sockets.server.ServerProgram;
import java.io.IOException;

/** A server's process with one container, and the process of its clients. Not thread-safe. */
final class Pair implements AutoCloseable {
    static final int FRAME_BYTES = 300;

    /** From the start of a paced run to its first event. */
    static final long LEAD_NANOS = 500_000_000;

    private static final String NONE = "-";
    /** One object a frame, and several of them if they are due together. */
    private static final String BATCHES = "rallycast.v1.json-batch,rallycast.v1.json";

    private final Container container;
    private final Child server;
    private final Child clients;
    private final String port;

    /** What a run cost. */
    record Cost(long cpuNanos, long wallNanos, long base) {}

    /** How late events came, in nanoseconds. */
    record Latency(long count, long p50, long p99, long max) {}

    Pair(Container container, int frameBytes) throws IOException {
        this.container = container;
        server = Child.start(
                "the server with " + container.label(),
                container.classPath(),
                ServerProgram.class.getName(),
                container.id(),
                Integer.toString(frameBytes));
        try {
            clients = Child.start(
                    "the clients' process", System.getProperty("java.class.path", ""), ReceiverProgram.class.getName());
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
        try {
            port = server.ask("port", "ours")[0];
            clients.ask("acks", server.ask("acks")[0]);
            server.ask("accept");
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    Container container() {
        return container;
    }

    /** Opens connections of a bare loop, so that there are {@code all} of them. */
    void connectBare(Bare bare, int count, int all) throws IOException {
        String to = server.ask("port", bare.id())[0];
        clients.ask("connect", count, to, "/bare", NONE, NONE, bare.compresses() ? "inflates" : "hears");
        server.ask("bare-sessions", bare.id(), all);
    }

    /** Opens connections that watch a game. */
    void connect(int count, String game) throws IOException {
        clients.ask("connect", count, port, "/stream", NONE, game, "hears");
    }

    /** Opens connections that watch a game, and offer compression. */
    void connectForCompression(int count, String game) throws IOException {
        clients.ask("connect", count, port, "/stream", NONE, game, "inflates");
    }

    /** Opens connections that watch a game, and take several events in a frame if the server can do that. */
    void connectForBatches(int count, String game) throws IOException {
        clients.ask("connect", count, port, "/stream", BATCHES, game, "hears");
    }

    /** Opens connections that watch a game and read nothing. */
    void connectDeaf(int count, String game) throws IOException {
        clients.ask("connect", count, port, "/stream", NONE, game, "deaf");
    }

    /** Ends the connections that read nothing. */
    void disconnectDeaf() throws IOException {
        clients.ask("disconnect-deaf");
    }

    /** Ends all connections. */
    void disconnect() throws IOException {
        clients.ask("disconnect");
    }

    void recordLive(String game) throws IOException {
        server.ask("live", game);
    }

    void recordPaced(String game, int events, long gapNanos) throws IOException {
        server.ask("recording", game, events, LEAD_NANOS, gapNanos);
    }

    /**
     * Lets the server collect its garbage. What its connections keep is old then, and not copied by the collections of the
     * rounds.
     */
    void collect() throws IOException {
        server.ask("collect");
    }

    /** Halts the playback of a recording, which began when its first client came. */
    void halt(String game) throws IOException {
        server.ask("halt", game);
    }

    /** A closed loop of the server alone. */
    Cost bare(Bare bare, int count, int events) throws IOException {
        clients.ask("expect", count);
        return cost(server.ask("bare", bare.id(), count, events));
    }

    /** A closed loop of ours: so many events at a time, appended to a game that so many clients watch. */
    Cost ours(String game, int count, int batch, int steps) throws IOException {
        clients.ask("expect", (long) count * batch);
        return cost(server.ask("ours", game, batch, steps));
    }

    /** How late events come that the server alone sends at a fixed distance. */
    Latency barePaced(Bare bare, int count, int events, long gapNanos) throws IOException {
        clients.ask("expect", (long) count * events);
        clients.ask("record", gapNanos);
        return latency(
                cost(server.ask("bare-paced", bare.id(), count, events, LEAD_NANOS, gapNanos)), (long) count * events);
    }

    /** How late events of a recording come that so many hearing clients watch. */
    Latency oursPaced(String game, int count, int events, long gapNanos) throws IOException {
        clients.ask("expect", (long) count * events);
        clients.ask("record", gapNanos);
        return latency(cost(server.ask("ours-paced", game, LEAD_NANOS)), (long) count * events);
    }

    /** About how many bytes the server keeps for clients that have not read them. */
    long queuedBytes() throws IOException {
        return Long.parseLong(server.ask("queued")[0]);
    }

    private Latency latency(Cost cost, long deliveries) throws IOException {
        String[] figures = clients.ask("latencies", cost.base());
        if (Long.parseLong(figures[0]) != deliveries) {
            throw new IOException(figures[0] + " deliveries were timed: expected " + deliveries);
        }
        return new Latency(
                Long.parseLong(figures[0]),
                Long.parseLong(figures[1]),
                Long.parseLong(figures[2]),
                Long.parseLong(figures[3]));
    }

    private static Cost cost(String[] figures) {
        return new Cost(Long.parseLong(figures[0]), Long.parseLong(figures[1]), Long.parseLong(figures[2]));
    }

    @Override
    public void close() {
        try {
            clients.close();
        } finally {
            server.close();
        }
    }
}
