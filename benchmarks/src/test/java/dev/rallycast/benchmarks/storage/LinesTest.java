package dev.rallycast.benchmarks.storage;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    @TempDir
    private Path folder;

    @Test
    void linesAreThoseOfTheEventsInRandomOrder() throws IOException {
        StringBuilder text = new StringBuilder("header\n");
        // More than one block of what is read at once.
        for (int i = 0; i < 200_000; i++) {
            text.append("event ").append(i).append('\n');
        }
        Path file = Files.writeString(folder.resolve("file"), text, US_ASCII);

        Lines lines = Lines.sample(file, 200_000, 1_000, new SplittableRandom(1));

        assertThat(lines.size()).isEqualTo(1_000);
        assertThat(IntStream.range(1, 1_000)).anyMatch(i -> lines.index(i) < lines.index(i - 1));
        try (RawFile raw = new RawFile(file)) {
            for (int i = 0; i < lines.size(); i++) {
                raw.read(lines.offset(i), lines.length(i));
                assertThat(raw.text()).isEqualTo("event " + lines.index(i));
            }
            assertThat(raw.countLines(Long.MAX_VALUE)).isEqualTo(200_001);
            assertThat(raw.countLines(5)).isEqualTo(5);
        }
    }

    @Test
    void anEventWithoutALineIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "header\nevent 0\n", US_ASCII);

        assertThatThrownBy(() -> Lines.sample(file, 1_000_000, 1, new SplittableRandom(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("event \\d+ has no line: expected an event a line");
    }
}
