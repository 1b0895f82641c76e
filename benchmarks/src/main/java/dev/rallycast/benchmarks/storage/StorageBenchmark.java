package dev.rallycast.benchmarks.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Machine;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Stopwatch;
import dev.rallycast.benchmarks.harness.UsageException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.storage.file.IndexDensity;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Prints what recordings in files cost, as ratios to raw file access in the same run. */
public final class StorageBenchmark {
    static final long SEED = 20_26;

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private final Stopwatch stopwatch;
    private final PrintStream out;
    private final PrintStream err;

    StorageBenchmark(Stopwatch stopwatch, PrintStream out, PrintStream err) {
        this.stopwatch = stopwatch;
        this.out = out;
        this.err = err;
    }

    /** Runs the benchmark; the options are those of {@code --help}. */
    public static void main(String... args) {
        int code = new StorageBenchmark(Stopwatch.system(), System.out, System.err).run(args);
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs the benchmark and returns the exit code. */
    int run(String... args) {
        Options options;
        try {
            options = Options.forStorage(args);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the options.");
            return BAD_USAGE;
        }
        if (options.help()) {
            out.print(Options.STORAGE_HELP);
            return DONE;
        }
        try {
            String report = measure(options.data(), options.quick() ? Sizes.QUICK : Sizes.FULL);
            out.print(report);
            if (options.out() != null) {
                write(options.out(), report);
            }
            return DONE;
        } catch (ReplayException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("The benchmark failed: " + e);
        }
        return FAILED;
    }

    /** Measures everything with these sizes, and returns the report. */
    String measure(Path root, Sizes sizes) throws IOException {
        Files.createDirectories(root);
        Progress progress = new Progress(err, stopwatch.wall());
        Report report = new Report(
                "Storage: recordings in files against raw file access",
                "Measured = best round by best round, wall time. Best = the time of one operation, ours : peer.",
                "best");
        Pairs pairs = new Pairs(stopwatch);
        Suite suite = new Suite(sizes, new Generator(SEED), pairs, report, progress);
        DataSet small = make(suite, root, sizes.small());
        DataSet medium = make(suite, root, sizes.medium());
        DataSet scanned = make(suite, root, sizes.scanned());
        DataSet large = make(suite, root, sizes.large());

        Machine.describe(report, root);
        report.condition("recordings", describe(small) + ", " + describe(scanned) + ", " + describe(large));
        report.condition("page cache", "hot");
        new SeekRows(suite).measure(small, scanned, large);
        new OpenRows(suite).measure(small, medium, scanned, large);
        new AppendRows(suite, root).measure(small);
        report.note("B6 is a law of counts, held by ordinary tests of storage-file.");
        if (sizes.equals(Sizes.QUICK)) {
            report.note("Measured with --quick: small recordings that fit into the processor's caches, and few rounds."
                    + " The limits are meant for the full sizes.");
        }
        report.note("Checksum of all results: " + Long.toHexString(pairs.checksum()) + ".");
        return report.markdown();
    }

    private static DataSet make(Suite suite, Path root, long events) throws IOException {
        return DataSet.make(root, events, suite.generator(), suite.progress());
    }

    private static String describe(DataSet set) throws IOException {
        long bytes = Files.size(set.data(IndexDensity.SPARSE));
        return Figures.count(set.events()) + " events (" + Figures.megabytes(bytes) + ")";
    }

    private static void write(Path file, String report) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, report, UTF_8);
    }
}
