package dev.rallycast.benchmarks.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Stopwatch;
import dev.rallycast.time.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** That everything runs, in the smallest sizes and by a clock that makes all work take equally long. */
class FanoutBenchmarkTest {
    private static final Sizes TINY = new Sizes(3, 20, 60, 2, 16);

    private final AtomicLong nanos = new AtomicLong();
    private final Ticker ticker = () -> nanos.addAndGet(1_000);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportsARowForEachGoalThatIsAFigure() throws IOException {
        assertThat(benchmark().measure(TINY))
                .contains("| C1 |", "| C2 |", "| C3 |", "| C5 |", "| C6 |", "| memory |")
                .contains("one delivery of 20", "Checksum of all results: ");
    }

    @Test
    void helpIsPrinted() {
        assertThat(benchmark().run("--help")).isZero();

        assertThat(out.toString(UTF_8)).contains("--quick", "--out");
    }

    @Test
    void bothSidesBringTheSameFramesToAll() {
        Queues once = new Queues(3, true, Events.payload(256), ticker);
        Queues each = new Queues(3, false, Events.payload(256), ticker);
        try (Crowd crowd = new Crowd(3, 5, Events.payload(256), ticker)) {
            crowd.join();

            long bytes = crowd.publish(5);

            // What differs is how many digits the time and the moment have.
            assertThat(bytes).isBetween(15 * 320L, 15 * 380L);
            assertThat(once.publish(5)).isEqualTo(each.publish(5)).isBetween(bytes - 15 * 8, bytes + 15 * 8);
        }
    }

    @Test
    void noMoreIsPublishedThanThereIs() {
        try (Crowd crowd = new Crowd(1, 2, Events.payload(256), ticker)) {
            crowd.join();
            crowd.publish(2);

            assertThatThrownBy(() -> crowd.publish(1)).hasMessageContaining("all 2 events were published");
        }
    }

    private FanoutBenchmark benchmark() {
        return new FanoutBenchmark(
                new Stopwatch(ticker, ticker), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}
