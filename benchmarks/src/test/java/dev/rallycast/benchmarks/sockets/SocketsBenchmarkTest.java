package dev.rallycast.benchmarks.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.benchmarks.harness.Stopwatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That everything runs, in the smallest sizes, with one of the containers and with Netty. */
class SocketsBenchmarkTest {
    private static final Sizes TINY = new Sizes(2, 4, 6, 1, 1, 0, 1, 5, 1);

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportsARowForEachGoal() throws IOException {
        String report = benchmark().measure(TINY, List.of(Container.JETTY, Container.NETTY));

        assertThat(report)
                .contains("| D1 | Jetty", "| D4 | Jetty", "| D5 | Jetty", "| D6 | Jetty", "| D8 | Jetty")
                .contains("| D1 | Netty", "| D4 | Netty", "| D5 | Netty", "| D6 | Netty", "| D8 | Netty")
                .contains("a message to one of 4 clients", "| D3 | Netty", "| D7 | Netty");
        assertThat(Child.running()).isZero();
    }

    @Test
    void helpIsPrinted() {
        assertThat(benchmark().run("--help")).isZero();

        assertThat(out.toString(UTF_8)).contains("--quick", "--out");
    }

    @Test
    void tooFewFilesAreTold() {
        Sizes huge = new Sizes(1, Integer.MAX_VALUE / 8, 1, 1, 1, 1, 1, 1, 1);

        assertThatThrownBy(() -> benchmark().measure(huge, List.of()))
                .hasMessageContaining("raise the limit (ulimit -n)");
    }

    @Test
    void aProcessThatDoesNotStartSaysWhyAndIsGone() {
        assertThatThrownBy(() -> Child.start("the server", "nowhere", "NoSuchProgram"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the server failed: it has ended")
                .hasMessageContaining("NoSuchProgram");
        assertThat(Child.running()).isZero();
    }

    private SocketsBenchmark benchmark() {
        return new SocketsBenchmark(
                Stopwatch.system(), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }
}
