package dev.rallycast.benchmarks.sockets;

import dev.rallycast.benchmarks.harness.CommandLine;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Machine;
import dev.rallycast.benchmarks.harness.ProcessClock;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Stopwatch;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** Prints what it costs to bring events to clients over WebSockets, as ratios to the bare containers in the same run. */
public final class SocketsBenchmark {
    private static final String HELP = """
            Prints what it costs to bring events to clients over WebSockets, as ratios to the bare containers.
            Run it in the root of the project, after "mvn -DskipTests package".

              java -jar rallycast-benchmarks.jar sockets [OPTION]...

              --quick      few and short rounds, fewer clients: the shape of it in less time
              --out FILE   write the report into this file too, as Markdown
              --help       show this text
            """;

    private final Stopwatch stopwatch;
    private final PrintStream out;
    private final PrintStream err;

    SocketsBenchmark(Stopwatch stopwatch, PrintStream out, PrintStream err) {
        this.stopwatch = stopwatch;
        this.out = out;
        this.err = err;
    }

    /** Runs the benchmark; the options are those of {@code --help}. */
    public static void main(String... args) {
        int code = new SocketsBenchmark(Stopwatch.system(), System.out, System.err).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the benchmark and returns the exit code. */
    int run(String... args) {
        return CommandLine.run(
                HELP, quick -> measure(quick ? Sizes.QUICK : Sizes.FULL, List.of(Container.values())), out, err, args);
    }

    /** Measures some containers with these sizes, and returns the report. */
    String measure(Sizes wanted, List<Container> containers) throws IOException {
        long files = ProcessClock.maxOpenFiles();
        if (files < wanted.connections()) {
            throw new IOException("a process may have " + files + " files open, and " + wanted.connections()
                    + " are needed: raise the limit (ulimit -n)");
        }
        Sizes sizes = wanted.within(files);
        Progress progress = new Progress(err, stopwatch.wall());
        Report report = new Report(
                "Sockets: one event to many clients, over the loopback interface",
                "Measured = median of the rounds' ratios, of their differences in D8; spread = the smallest and the greatest."
                        + " Median = what one message costs the server in processor time (D1 to D4, D6, D7), or how long it takes"
                        + " from due to received (D5, D8), ours : peer.",
                "median");
        Machine.describe(report);
        report.condition(
                "event frames",
                "about " + Pair.FRAME_BYTES + " bytes, text, not compressed; in D7 about 2 KB, compressed");
        report.condition(
                "processes",
                "a server for each container with its own class path, one for all clients; they share the processors");
        report.condition("rounds", sizes.rounds() + ", taking turns");
        if (sizes.many() < wanted.many()) {
            report.note("D4 has fewer clients than the goals say, because a process may have only "
                    + Figures.count(files) + " files open.");
        }
        for (Container container : containers) {
            progress.step(container.label());
            try {
                measure(container, sizes, report, progress);
            } catch (IOException e) {
                // What the others gave took minutes, and stays.
                err.println(container.label() + " failed: " + e.getMessage());
                report.note(container.label() + " failed, its further rows are missing: " + e.getMessage());
            }
        }
        if (wanted.equals(Sizes.QUICK)) {
            report.note("Measured with --quick: few and short rounds, and fewer clients in D4.");
        }
        return report.markdown();
    }

    private static void measure(Container container, Sizes sizes, Report report, Progress progress) throws IOException {
        try (Pair pair = new Pair(container, Pair.FRAME_BYTES)) {
            new ContainerRows(pair, sizes, report, progress).measure();
        }
        if (container == Container.NETTY) {
            new NettyRows(sizes, report, progress).measure();
        }
    }
}
