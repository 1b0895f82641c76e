package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/recording-format.md} says what the code does. */
class FormatDocumentTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void theExampleWithChecksumsIsAWholeRecording() throws IOException {
        RecordingFiles.write(root, examples().get(0));

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(3, true));
            assertThat(recording.read(0, 3)).extracting(GameEvent::mark).containsExactly(null, null, "set");
        }
    }

    @Test
    void theExampleWithoutChecksumsIsAWholeRecording() throws IOException {
        RecordingFiles.write(root, examples().get(1));

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(2, true));
            assertThat(recording.read(0, 2)).hasSize(2);
        }
    }

    @Test
    void theNumberForLinesWithChecksumsIsTheOneInIndexes() throws IOException {
        String written =
                String.format("%,d", RecordedLines.CHECKSUMMED.fingerprint()).replace("-", "−");

        assertThat(document()).contains(written + " with checksums");
    }

    private static List<String> examples() throws IOException {
        return Pattern.compile("```\n(\\{\"rallycast.*?)```", Pattern.DOTALL)
                .matcher(document())
                .results()
                .map(MatchResult::group)
                .map(block -> block.substring(4, block.length() - 3))
                .toList();
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("..", "docs", "recording-format.md"));
    }
}
