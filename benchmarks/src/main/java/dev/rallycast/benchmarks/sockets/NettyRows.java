package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import java.io.IOException;
import java.util.List;

/** The rows that are about Netty alone: how near the sockets it is, and what it costs to compress once for all. */
final class NettyRows {
    private static final int LONG_FRAME_BYTES = 2_048;

    private final Sizes sizes;
    private final Rounds rounds;
    private final Report report;
    private final Progress progress;

    NettyRows(Sizes sizes, Report report, Progress progress) {
        this.sizes = sizes;
        rounds = new Rounds(sizes);
        this.report = report;
        this.progress = progress;
    }

    void measure() throws IOException {
        progress.step("Netty: D3");
        toFloor();
        progress.step("Netty: D7");
        compression();
    }

    /** D3. */
    private void toFloor() throws IOException {
        int clients = sizes.clients();
        try (Pair pair = new Pair(Container.NETTY, Pair.FRAME_BYTES)) {
            pair.connectBare(Bare.FLOOR, clients, clients);
            pair.recordLive("live");
            pair.connect(clients, "live");
            Ratio ratio = measured(
                    rounds.side(steps -> pair.ours("live", clients, 1, steps), clients),
                    rounds.side(steps -> pair.bare(Bare.FLOOR, clients, steps), clients));
            report.add(ratio.row(
                    "D3",
                    "Netty: a message to one of " + Figures.count(clients) + " clients",
                    "one frame written to bare sockets",
                    Limits.atMost(1.6, 1.25, 1.1)));
        }
    }

    /** D7. */
    private void compression() throws IOException {
        int clients = sizes.clients();
        try (Pair pair = new Pair(Container.NETTY, LONG_FRAME_BYTES)) {
            pair.connectBare(Bare.DEFLATE, clients, clients);
            pair.recordLive("live");
            pair.connectForCompression(clients, "live");
            Ratio ratio = measured(
                    rounds.side(steps -> pair.bare(Bare.DEFLATE, clients, steps), clients),
                    rounds.side(steps -> pair.ours("live", clients, 1, steps), clients));
            report.add(ratio.row(
                    "D7",
                    "Netty: a compressed message of 2 KB to one of " + Figures.count(clients)
                            + " clients, times cheaper",
                    "Netty's own compression for each client",
                    Limits.atLeast(1.3, 1.8, null)));
        }
    }

    private Ratio measured(Turns.Side first, Turns.Side second) throws IOException {
        List<double[]> figures = Turns.measure(sizes.firstWarmups(), sizes.rounds(), List.of(first, second));
        return new Ratio(figures.get(0), figures.get(1));
    }
}
