package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.sockets.Pair.Cost;
import dev.rallycast.benchmarks.sockets.Pair.Latency;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** All rows of one container. */
final class ContainerRows {
    private static final int MIN_PACED = 30;
    /** So much is kept for clients only if their connections take nothing more. */
    private static final int FULL_BUFFERS = 10_000;

    private static final int[] BATCHES = {4, 16};

    private static final Limits SAME_AS_BARE = Limits.atMost(1.3, 1.1, 1.0);

    private final Pair pair;
    private final String label;
    private final Bare bare;
    private final Rounds rounds;
    private final Sizes sizes;
    private final Report report;
    private final Progress progress;

    ContainerRows(Pair pair, Sizes sizes, Report report, Progress progress) {
        this.pair = pair;
        label = pair.container().label();
        bare = pair.container().isBlocking() ? Bare.BLOCKING : Bare.ASYNC;
        rounds = new Rounds(sizes);
        this.sizes = sizes;
        this.report = report;
        this.progress = progress;
    }

    void measure() throws IOException {
        progress.step(label + ": D1, D2");
        long stepNanos = toBare();
        progress.step(label + ": D6");
        together();
        progress.step(label + ": D5, D8");
        paced(2 * stepNanos);
        pair.disconnect();
        progress.step(label + ": D4");
        growth();
    }

    private Turns.Side bare(Bare kind, int clients) throws IOException {
        return rounds.side(steps -> pair.bare(kind, clients, steps), clients);
    }

    private Turns.Side ours(String game, int clients, int batch) throws IOException {
        return rounds.side(steps -> pair.ours(game, clients, batch, steps), clients * batch);
    }

    /** D1 and D2; returns how long the bare loop takes for an event. */
    private long toBare() throws IOException {
        int clients = sizes.clients();
        pair.connectBare(bare, clients, clients);
        pair.recordLive("live");
        pair.connect(clients, "live");
        pair.collect();
        AtomicLong stepNanos = new AtomicLong(Long.MAX_VALUE);
        List<Turns.Side> sides = new ArrayList<>();
        sides.add(ours("live", clients, 1));
        sides.add(rounds.side(
                steps -> {
                    Cost cost = pair.bare(bare, clients, steps);
                    stepNanos.accumulateAndGet(cost.wallNanos() / steps, Math::min);
                    return cost;
                },
                clients));
        if (bare == Bare.BLOCKING) {
            sides.add(bare(Bare.ASYNC, clients));
        }
        List<double[]> figures = Turns.measure(sizes.firstWarmups(), sizes.rounds(), sides);
        String quantity = label + ": a message to one of " + Figures.count(clients) + " clients";
        report.add(new Ratio(figures.get(0), figures.get(1))
                .row(
                        "D1",
                        quantity,
                        bare == Bare.BLOCKING
                                ? "its bare loop of blocking sends"
                                : "its bare loop of asynchronous sends",
                        SAME_AS_BARE));
        if (pair.container().isSlowAsync()) {
            report.add(new Ratio(figures.get(0), figures.get(figures.size() - 1))
                    .row("D2", quantity, "its bare loop of asynchronous sends", Limits.atMost(1.0, 0.7, 0.5)));
        }
        return stepNanos.get();
    }

    /** D6. */
    private void together() throws IOException {
        int clients = sizes.clients();
        pair.recordLive("batches");
        pair.connectForBatches(clients, "batches");
        pair.collect();
        List<Turns.Side> sides = new ArrayList<>();
        sides.add(ours("batches", clients, 1));
        for (int batch : BATCHES) {
            sides.add(ours("batches", clients, batch));
        }
        List<double[]> figures = Turns.measure(sizes.warmups(), sizes.rounds(), sides);
        for (int i = 0; i < BATCHES.length; i++) {
            report.add(new Ratio(figures.get(i + 1), figures.get(0))
                    .row(
                            "D6",
                            label + ": a message if " + BATCHES[i] + " are due at once",
                            "a message that is due alone",
                            BATCHES[i] < 16 ? Limits.atMost(0.7, 0.4, null) : Limits.atMost(0.7, 0.4, 0.15)));
        }
    }

    /** D5 and D8: events at a fixed distance. */
    private void paced(long gapNanos) throws IOException {
        int clients = sizes.clients();
        int events = (int) Math.max(MIN_PACED, Math.min(sizes.pacedEvents(), sizes.pacedNanos() / gapNanos));
        pair.recordPaced("paced", events, gapNanos);
        pair.connect(clients, "paced");
        pair.halt("paced");
        boolean deaf = pair.container().hasSmallBuffers();
        int hearing = clients - sizes.deaf();
        if (deaf) {
            pair.recordPaced("deaf", events, gapNanos);
            pair.connect(hearing, "deaf");
            pair.halt("deaf");
        }
        pair.collect();
        List<Turns.Side> sides = new ArrayList<>();
        sides.add(p99(() -> pair.oursPaced("paced", clients, events, gapNanos)));
        sides.add(p99(() -> pair.barePaced(bare, clients, events, gapNanos)));
        if (deaf) {
            sides.add(p99(() -> {
                // New ones each time: the server closes those that take nothing after some seconds.
                pair.disconnectDeaf();
                pair.connectDeaf(sizes.deaf(), "deaf");
                // Once to fill their buffers.
                pair.oursPaced("deaf", hearing, events, gapNanos);
                return pair.oursPaced("deaf", hearing, events, gapNanos);
            }));
        }
        List<double[]> figures = Turns.measure(1, sizes.rounds(), sides);
        report.add(new Ratio(figures.get(0), figures.get(1))
                .millisMore(
                        "D8",
                        label + ": from due to received, p99, at half of the bare loop's rate",
                        "its bare loop, less that",
                        Limits.atMostMillis(5, 2)));
        String quantity = label + ": from due to received, p99, with " + sizes.deaf() + " of " + Figures.count(clients)
                + " clients reading nothing";
        String against = "with all reading";
        Limits limits = Limits.atMost(1.5, 1.1, null);
        if (!deaf) {
            report.add(Row.notMeasured(
                    "D5", quantity, against, limits, "the kernel's buffers can't be made so small that they fill"));
            return;
        }
        long queued = pair.queuedBytes();
        if (queued < FULL_BUFFERS) {
            report.add(Row.notMeasured("D5", quantity, against, limits, "the kernel's buffers did not fill"));
            return;
        }
        report.add(new Ratio(figures.get(2), figures.get(0)).row("D5", quantity, against, limits));
        report.note("D5, " + label + ": the server kept " + Figures.megabytes(queued)
                + " of messages, once for all clients that had not read them.");
    }

    /** A paced run. */
    private interface PacedRun {
        Latency run() throws IOException;
    }

    private static Turns.Side p99(PacedRun run) {
        return () -> run.run().p99();
    }

    /** D4. */
    private void growth() throws IOException {
        int few = sizes.few();
        int many = sizes.many();
        pair.connectBare(bare, many, many);
        pair.recordLive("few");
        pair.connect(few, "few");
        pair.recordLive("many");
        pair.connect(many, "many");
        pair.collect();
        List<double[]> figures = Turns.measure(
                sizes.warmups(),
                sizes.rounds(),
                List.of(ours("many", many, 1), bare(bare, many), ours("few", few, 1), bare(bare, few)));
        String quantity = label + ": a message to one of " + Figures.count(many) + " clients";
        report.add(new Ratio(figures.get(0), figures.get(2))
                .row("D4", quantity, "a message to one of " + Figures.count(few), Limits.atMost(2.2, 1.7, null)));
        report.add(new Ratio(figures.get(0), figures.get(1))
                .row("D4", quantity, "its bare loop with as many", Limits.atMost(1.3, 1.1, null)));
        report.note("For D4, " + label + ": the bare loop grows by "
                + Figures.ratio(Ratio.median(figures.get(1)) / Ratio.median(figures.get(3))) + ", from "
                + Figures.time(Ratio.median(figures.get(3))) + " to " + Figures.time(Ratio.median(figures.get(1)))
                + "; with " + Figures.count(few) + " clients ours is "
                + Figures.ratio(Ratio.median(figures.get(2)) / Ratio.median(figures.get(3))) + " of it.");
    }
}
