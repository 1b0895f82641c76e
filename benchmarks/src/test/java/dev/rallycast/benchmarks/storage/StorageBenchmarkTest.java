package dev.rallycast.benchmarks.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.benchmarks.harness.Stopwatch;
import dev.rallycast.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That everything runs, in the smallest sizes and by a clock that makes all work take equally long. */
class StorageBenchmarkTest {
    private static final Sizes TINY = new Sizes(5_000, 6_000, 7_000, 8_000, 2_000, 2, 2, 40, 1);

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = () -> nanos.addAndGet(1_000);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void reportsARowForEachGoalThatIsAFigure() throws IOException {
        String report = benchmark().measure(folder, TINY);

        assertThat(report)
                .contains(
                        "| B1 |",
                        "| B2 |",
                        "| B3 |",
                        "| B4 |",
                        "| B5 |",
                        "| B7 |",
                        "| B8 |",
                        "| B9 |",
                        "| B10 |",
                        "| open |");
        assertThat(report).contains("5,000 events (", "Cost of one append", "Checksum of all results: ");
        assertThat(report).doesNotContain(folder.toString());
    }

    @Test
    void aWrongOptionIsToldWithoutARun() {
        assertThat(benchmark().run("--fast")).isEqualTo(2);

        assertThat(err.toString(UTF_8).lines())
                .containsExactly("Unknown option \"--fast\".", "Try --help for the options.");
        assertThat(out.size()).isZero();
    }

    @Test
    void helpIsPrinted() {
        assertThat(benchmark().run("--help")).isZero();

        assertThat(out.toString(UTF_8)).contains("--quick", "--data", "--out");
    }

    @Test
    void theHugeRecordingIsPlayedSoughtAndCounted() {
        HugeRecording huge =
                new HugeRecording(ticker, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));

        assertThat(huge.run("--events", "8000", "--data", folder.toString()))
                .as(err.toString(UTF_8))
                .isZero();

        assertThat(out.toString(UTF_8))
                .contains("opened 100 times", "played 8000 events in order", "by index", "by time", "heap: at most ");
    }

    private StorageBenchmark benchmark() {
        return new StorageBenchmark(
                new Stopwatch(ticker, ticker), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}
