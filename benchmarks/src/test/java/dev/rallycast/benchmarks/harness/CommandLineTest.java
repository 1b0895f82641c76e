package dev.rallycast.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void theReportIsPrintedAndWritten() {
        Path file = folder.resolve("results").resolve("speed.md");

        assertThat(run("--quick", "--out", file.toString())).isZero();

        assertThat(out.toString(UTF_8)).isEqualTo("quick: true");
        assertThat(file).hasContent("quick: true");
    }

    @Test
    void withoutOptionsItIsTheFullSize() {
        assertThat(run()).isZero();

        assertThat(out.toString(UTF_8)).isEqualTo("quick: false");
    }

    @Test
    void helpIsPrinted() {
        assertThat(run("--help")).isZero();

        assertThat(out.toString(UTF_8)).isEqualTo("Help!");
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertThat(run("--fast")).isEqualTo(2);

        assertThat(err.toString(UTF_8)).contains("Unknown option \"--fast\".").contains("Try --help");
        assertThat(out.size()).isZero();
    }

    @Test
    void aMissingValueIsTold() {
        assertThat(run("--out", "--quick")).isEqualTo(2);

        assertThat(err.toString(UTF_8)).contains("--out needs a value.");
    }

    @Test
    void aFailureIsToldWithoutAReport() {
        int code = CommandLine.run(
                "Help!",
                quick -> {
                    throw new IOException("no wire");
                },
                stream(out),
                stream(err));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("The benchmark failed: no wire");
        assertThat(out.size()).isZero();
    }

    private int run(String... args) {
        return CommandLine.run("Help!", quick -> "quick: " + quick, stream(out), stream(err), args);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }
}
