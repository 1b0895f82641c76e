package dev.rallycast.benchmarks.redis;

import dev.rallycast.benchmarks.harness.Arguments;
import dev.rallycast.benchmarks.harness.CommandLine;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Machine;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Stopwatch;
import dev.rallycast.benchmarks.harness.UsageException;
import dev.rallycast.model.ReplayException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Prints what recordings and shared playbacks in Redis cost, as ratios to bare commands in the same run. */
public final class RedisBenchmark {
    private static final int BAD_USAGE = 2;
    private static final String SERVER = "--redis";
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]");

    private static final String HELP = """
            Prints what recordings and shared playbacks in Redis cost, as ratios to bare commands.

              java -jar rallycast-benchmarks.jar redis [OPTION]...

              --quick      a shorter recording and few rounds: the shape of it within a minute or two
              --redis URI  measure with this server, redis://host:port, and not with one that is started for
                           it. Nobody else may use it meanwhile, as all its commands are counted; the keys
                           that are made are removed or expire
              --out FILE   write the report into this file too, as Markdown
              --help       show this text
            """;

    private final Stopwatch stopwatch;
    private final PrintStream out;
    private final PrintStream err;

    RedisBenchmark(Stopwatch stopwatch, PrintStream out, PrintStream err) {
        this.stopwatch = stopwatch;
        this.out = out;
        this.err = err;
    }

    /** Runs the benchmark; the options are those of {@code --help}. */
    public static void main(String... args) {
        int code = new RedisBenchmark(Stopwatch.system(), System.out, System.err).run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs the benchmark and returns the exit code. */
    int run(String... args) {
        List<String> others = new ArrayList<>();
        RedisURI uri = null;
        try {
            Arguments rest = new Arguments(args);
            while (!rest.isEmpty()) {
                String word = rest.next();
                if (word.equals(SERVER)) {
                    uri = uri(rest.value(word));
                } else {
                    others.add(word);
                }
            }
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the options.");
            return BAD_USAGE;
        }
        RedisURI server = uri;
        return CommandLine.run(
                HELP,
                quick -> measure(quick ? Sizes.QUICK : Sizes.FULL, server),
                out,
                err,
                others.toArray(String[]::new));
    }

    private static RedisURI uri(String text) throws UsageException {
        try {
            RedisURI uri = RedisURI.create(text);
            if (uri.getHost() != null && HOST.matcher(uri.getHost()).matches()) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // The same message as for what was taken for a host.
        }
        // What is wrong may be a password, so it is not repeated.
        throw new UsageException(SERVER + " has no URI that Redis has: expected redis://host:port.");
    }

    /**
     * Measures everything with these sizes, and returns the report.
     *
     * @param uri the server; null to start one
     */
    String measure(Sizes sizes, @Nullable RedisURI uri) throws IOException {
        try {
            if (uri != null) {
                return measureAt(sizes, uri);
            }
            try (RedisServer server = RedisServer.start()) {
                return measureAt(sizes, server.uri());
            }
        } catch (ReplayException | RedisException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private String measureAt(Sizes sizes, RedisURI uri) throws IOException {
        Progress progress = new Progress(err, stopwatch.wall());
        Pairs pairs = new Pairs(stopwatch);
        Report report = new Report(
                "Redis: recordings and shared playbacks against bare commands",
                "Measured = best round by best round for R1, percentiles for R2 and R4, counts for R3. Times = of one event (R1)"
                        + " or control (R2), commands a second (R3), ours : peer.",
                "times");
        Machine.describe(report);
        report.condition("Redis", version(uri) + ", on the same machine");
        report.condition(
                "sizes",
                Figures.count(sizes.events()) + " events read " + sizes.rounds() + " times, "
                        + Figures.count(sizes.controls()) + " controls, commands counted for "
                        + Figures.time(sizes.windowMillis() * 1e6) + ", " + Figures.count(sizes.shown())
                        + " events compared");
        String prefix = "rallycast-benchmark-" + UUID.randomUUID().toString().substring(0, 8);
        new ReadRows(prefix, pairs, report, progress).measure(uri, sizes);
        progress.step("R2: from a control to a client of another node");
        new ControlRows(stopwatch.wall(), report, uri, sizes).measure(prefix);
        new CommandRows(stopwatch.wall(), report, progress).measure(uri, prefix, sizes);
        progress.step("R4: the same event on two nodes");
        new AgreementRow(stopwatch.wall(), report).measure(uri, prefix + "-shown", sizes);
        if (sizes.equals(Sizes.QUICK)) {
            report.note("Measured with --quick: a shorter recording and few rounds.");
        }
        report.note("Checksum of all results: " + Long.toHexString(pairs.checksum()) + ".");
        return report.markdown();
    }

    private static String version(RedisURI uri) {
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            String field = "redis_version:";
            return connection
                    .sync()
                    .info("server")
                    .lines()
                    .filter(line -> line.startsWith(field))
                    .map(line -> line.substring(field.length()))
                    .findFirst()
                    .orElse("of unknown version");
        }
    }
}
