package dev.rallycast.benchmarks.fanout;

import dev.rallycast.benchmarks.harness.CommandLine;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Machine;
import dev.rallycast.benchmarks.harness.Paired;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.harness.Stopwatch;
import dev.rallycast.model.Payload;
import java.io.IOException;
import java.io.PrintStream;

/** Prints what it costs in memory to bring events to sessions, as ratios to other ways in the same run. */
public final class FanoutBenchmark {
    private static final int FRAME_BYTES = 300;
    /** Events of a round of which it is timed when they have reached the first session. */
    private static final int PUBLICATIONS = 5;

    private static final String HELP = """
            Prints what it costs in memory to bring events to sessions, as ratios to other ways.

              java -jar rallycast-benchmarks.jar fanout [OPTION]...

              --quick      few and short rounds: the shape of it within half a minute
              --out FILE   write the report into this file too, as Markdown
              --help       show this text
            """;

    private final Stopwatch stopwatch;
    private final PrintStream out;
    private final PrintStream err;

    FanoutBenchmark(Stopwatch stopwatch, PrintStream out, PrintStream err) {
        this.stopwatch = stopwatch;
        this.out = out;
        this.err = err;
    }

    /** Runs the benchmark; the options are those of {@code --help}. */
    public static void main(String... args) {
        int code = new FanoutBenchmark(Stopwatch.system(), System.out, System.err).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the benchmark and returns the exit code. */
    int run(String... args) {
        return CommandLine.run(HELP, quick -> measure(quick ? Sizes.QUICK : Sizes.FULL), out, err, args);
    }

    /** Measures everything with these sizes, and returns the report. */
    String measure(Sizes sizes) throws IOException {
        Progress progress = new Progress(err, stopwatch.wall());
        Pairs pairs = new Pairs(stopwatch);
        Report report = new Report(
                "Fan-out: one event to many sessions, in memory",
                "Measured = best round by best round, wall time. Best = the time of one delivery (C1 to C3), frame (C5) or"
                        + " event (C6), ours : peer.",
                "best");
        Machine.describe(report);
        report.condition("event frames", "about " + FRAME_BYTES + " bytes");
        report.condition(
                "audiences", Figures.count(sizes.few()) + " and " + Figures.count(sizes.many()) + " spectators");
        Payload payload = Events.payloadOfFrame(FRAME_BYTES);
        int rounds = sizes.warmups() + sizes.rounds();
        try (Crowd one = new Crowd(1, 2 * rounds * PUBLICATIONS, payload, stopwatch.wall());
                Crowd few = new Crowd(sizes.few(), 4 * rounds * sizes.events(sizes.few()), payload, stopwatch.wall());
                Crowd many = new Crowd(
                        sizes.many(),
                        4 * rounds * (sizes.events(sizes.many()) + PUBLICATIONS),
                        payload,
                        stopwatch.wall())) {
            one.join();
            few.join();
            progress.step("memory: " + Figures.count(many.size()) + " sessions");
            memory(many, report);
            progress.step("C1, C2: against a queue for each session");
            queues(sizes, few, payload, pairs, report);
            queues(sizes, many, payload, pairs, report);
            progress.step("C3: growth");
            report.add(Row.of(
                    "C3",
                    "one delivery of " + Figures.count(many.size()),
                    "one delivery of " + Figures.count(few.size()),
                    Limits.atMost(2.5, 1.5, 1.0),
                    pairs.measure(
                            sizes.warmups(),
                            sizes.rounds(),
                            round -> many.publish(sizes.events(many.size())),
                            (long) sizes.events(many.size()) * many.size(),
                            round -> few.publish(sizes.events(few.size())),
                            (long) sizes.events(few.size()) * few.size())));
            progress.step("C6: from the tick of an event to its first session");
            report.add(Row.of(
                    "C6",
                    "from the tick of an event until the first of " + Figures.count(many.size()) + " sessions has it",
                    "the same with one session",
                    Limits.atMost(3, 1.5, null),
                    publications(sizes, many, one)));
        }
        progress.step("C5: envelopes");
        new EnvelopeRows(pairs, report).measure(sizes);
        report.note("C4 is a law of counts, held by ordinary tests of this module.");
        if (sizes.equals(Sizes.QUICK)) {
            report.note("Measured with --quick: few and short rounds.");
        }
        report.note("Checksum of all results: " + Long.toHexString(pairs.checksum()) + ".");
        return report.markdown();
    }

    private static void memory(Crowd crowd, Report report) {
        long before = Heap.used();
        crowd.join();
        long bytes = Heap.used() - before;
        report.add(new Row(
                "memory",
                "heap of one attached spectator, idle, without what the transport holds",
                "",
                (double) bytes / crowd.size(),
                Limits.atMostBytes(256, 256, 128.0),
                "",
                Figures.megabytes(bytes) + " for " + Figures.count(crowd.size())));
    }

    private void queues(Sizes sizes, Crowd crowd, Payload payload, Pairs pairs, Report report) throws IOException {
        Queues once = new Queues(crowd.size(), true, payload, stopwatch.wall());
        report.add(against("C1", once, "encode once, an ArrayBlockingQueue for each", 4, 10, 20, sizes, crowd, pairs));
        Queues each = new Queues(crowd.size(), false, payload, stopwatch.wall());
        report.add(against(
                "C2", each, "encode for each, an ArrayBlockingQueue for each", 12, 30, 60, sizes, crowd, pairs));
    }

    private static Row against(
            String id,
            Queues queues,
            String peer,
            double gate,
            double goal,
            double moonshot,
            Sizes sizes,
            Crowd crowd,
            Pairs pairs)
            throws IOException {
        int events = sizes.events(crowd.size());
        long deliveries = (long) events * crowd.size();
        return Row.of(
                id,
                "one delivery of " + Figures.count(crowd.size()) + ", times cheaper",
                peer,
                Limits.atLeast(gate, goal, moonshot),
                pairs.measure(
                        sizes.warmups(),
                        sizes.rounds(),
                        round -> crowd.publish(events),
                        deliveries,
                        round -> queues.publish(events),
                        deliveries));
    }

    private static Paired publications(Sizes sizes, Crowd many, Crowd one) {
        double[] ours = new double[sizes.rounds()];
        double[] peer = new double[sizes.rounds()];
        for (int round = -sizes.warmups(); round < sizes.rounds(); round++) {
            double ofMany = many.nanosToFirst(PUBLICATIONS);
            double ofOne = one.nanosToFirst(PUBLICATIONS);
            if (round >= 0) {
                ours[round] = ofMany;
                peer[round] = ofOne;
            }
        }
        return new Paired(ours, peer, new double[sizes.rounds()], new double[sizes.rounds()]);
    }
}
