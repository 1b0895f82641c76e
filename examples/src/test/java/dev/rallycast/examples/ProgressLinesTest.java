package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    @Test
    void progressIsToldAtMostOnceASecond() {
        long[] now = {Long.MAX_VALUE - 500_000_000};
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ProgressLines progress =
                new ProgressLines("a.csv", "rows", new PrintStream(out, true, StandardCharsets.UTF_8), () -> now[0]);

        progress.progress(10, 10, 1_000);
        now[0] += 999_999_999;
        progress.progress(20, 20, 1_000);
        now[0] += 1;
        progress.progress(400, 400, 1_000);
        progress.progress(500, 500, 1_000);
        now[0] += 1_000_000_000;
        progress.progress(1_000, 1_000, 1_000);

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("a.csv: 40 %, 400 rows", "a.csv: 100 %, 1000 rows");
    }
}
