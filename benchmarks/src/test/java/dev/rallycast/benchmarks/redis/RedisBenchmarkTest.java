package dev.rallycast.benchmarks.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.benchmarks.harness.Stopwatch;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

/** That everything runs, in the smallest sizes; what the figures are is not looked at. */
class RedisBenchmarkTest {
    private static final Sizes TINY = new Sizes(2_000, 1, 4, 20, 500, 10);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportsARowForEachGoalAndLeavesNoRecording() throws IOException {
        try (RedisServer server = RedisServer.start()) {
            String report = benchmark().measure(TINY, server.uri());

            assertThat(report)
                    .contains("| R1 | reading 2,000 events in order", "a pipelined loop of XRANGE")
                    .contains("99th percentile | the median of a PING's round trip")
                    .contains(
                            "a playback with 20 viewers | with 1 viewer", "100 events a second | with 1 event a second")
                    .contains("| R4 | between two nodes", "| 20 viewers, 1 event a second |")
                    .contains("- Redis: 6.2", "Checksum of all results: ")
                    .doesNotContain("not measured", "NaN");
            try (RedisClient client = RedisClient.create(server.uri());
                    StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().keys("*")).allMatch(key -> key.endsWith(":playback"));
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsAClearError() throws IOException {
        RedisURI gone;
        try (RedisServer server = RedisServer.start()) {
            gone = server.uri();
        }

        assertThat(benchmark().run("--quick", "--redis", "redis://:secret@127.0.0.1:" + gone.getPort()))
                .isEqualTo(1);

        assertThat(err.toString(UTF_8))
                .contains("The benchmark failed: ", "127.0.0.1")
                .doesNotContain("secret");
    }

    @Test
    void whatIsNoServerIsRefused() {
        assertThat(benchmark().run("--redis", "http://:secret@host")).isEqualTo(2);
        assertThat(benchmark().run("--redis", "redis://:secret#x@host")).isEqualTo(2);
        assertThat(benchmark().run("--redis")).isEqualTo(2);

        assertThat(err.toString(UTF_8))
                .contains("expected redis://host:port", "--redis needs a value")
                .doesNotContain("secret");
    }

    @Test
    void helpIsPrinted() {
        assertThat(benchmark().run("--help")).isZero();

        assertThat(out.toString(UTF_8)).contains("--quick", "--redis", "--out");
    }

    @Test
    void percentilesAreOfTheTimesThatThereWere() {
        double[] nanos = new double[100];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = 100 - i;
        }

        Percentiles percentiles = new Percentiles(nanos);

        assertThat(percentiles.median()).isEqualTo(50);
        assertThat(percentiles.p99()).isEqualTo(99);
        assertThat(percentiles.max()).isEqualTo(100);
    }

    private RedisBenchmark benchmark() {
        return new RedisBenchmark(
                Stopwatch.system(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}
