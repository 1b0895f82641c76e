package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.readAll;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TornTailTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void aFileThatIsCutAnywhereInItsLastLineKeepsAllEventsBefore() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"), event(2, "b", "2"));
        long start = Files.size(file(root, "m1"));
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.append("m1")) {
            writer.append(event(3, "c", "{\"text\":\"é🎾\",\"more\":\"" + "x".repeat(60) + "\",\"list\":[1,2]}"));
        }
        byte[] whole = Files.readAllBytes(file(root, "m1"));

        for (int cut = Math.toIntExact(start); cut < whole.length; cut++) {
            Files.write(file(root, "m1"), Arrays.copyOf(whole, cut));
            assertThat(readAll(root))
                    .as("cut at byte %d", cut)
                    .extracting(GameEvent::kind)
                    .containsExactly("a", "b");
            try (FileGameStorage storage = FileGameStorage.open(root);
                    RecordingWriter writer = storage.append("m1")) {
                assertThat(writer.append(event(3, "d", "4")))
                        .as("cut at byte %d", cut)
                        .isEqualTo(2);
                writer.end();
            }
            assertThat(readAll(root))
                    .as("cut at byte %d", cut)
                    .extracting(GameEvent::kind)
                    .containsExactly("a", "b", "d");
            assertThat(Files.readString(file(root, "m1")))
                    .as("cut at byte %d", cut)
                    .startsWith(new String(whole, 0, Math.toIntExact(start), UTF_8)
                            + "{\"t\":3,\"kind\":\"d\",\"data\":4,");
        }
    }

    @Test
    void anEndMarkThatIsCutLeavesTheGameGrowing() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        long start = Files.size(file(root, "m1"));
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.append("m1")) {
            writer.end();
        }
        byte[] whole = Files.readAllBytes(file(root, "m1"));

        for (int cut = Math.toIntExact(start); cut < whole.length; cut++) {
            Files.write(file(root, "m1"), Arrays.copyOf(whole, cut));
            try (FileGameStorage storage = FileGameStorage.open(root);
                    Recording recording = storage.open("m1")) {
                assertThat(recording.extent()).as("cut at byte %d", cut).isEqualTo(new Extent(1, false));
            }
        }
    }

    @Test
    void aTornTailOfMegabytesIsIgnored() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        Files.write(file(root, "m1"), Arrays.copyOf(whole, whole.length + 3 * LineReader.MAX_LINE_BYTES));

        assertThat(readAll(root)).hasSize(1);
    }

    @Test
    void aReaderNeverChangesTheFile() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        byte[] torn = Arrays.copyOf(whole, whole.length - 1);
        Files.write(file(root, "m1"), torn);
        readAll(root);

        assertThat(file(root, "m1")).hasBinaryContent(torn);
    }

    @Test
    void eventsBehindALargePartThatWasLostAreNoTornTail() throws IOException {
        RecordingFiles.record(
                root,
                "m1",
                IntStream.range(0, 5_000).mapToObj(i -> event(i, "a", "1")).toArray(EventDraft[]::new));
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        byte[] hollow = Arrays.copyOf(whole, whole.length);
        Arrays.fill(hollow, whole.length / 10, whole.length * 9 / 10, (byte) 0);

        for (byte[] damaged : List.of(hollow, without(whole, whole.length / 50, whole.length * 49 / 50))) {
            Files.write(file(root, "m1"), damaged);
            assertThatThrownBy(() -> readAll(root)).isInstanceOf(CorruptRecordingException.class);
            try (FileGameStorage storage = FileGameStorage.open(root)) {
                assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(CorruptRecordingException.class);
            }
            assertThat(file(root, "m1")).hasBinaryContent(damaged);
        }
    }

    private static byte[] without(byte[] whole, int from, int to) {
        byte[] less = Arrays.copyOf(whole, whole.length - (to - from));
        System.arraycopy(whole, to, less, from, whole.length - to);
        return less;
    }
}
