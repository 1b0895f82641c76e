package dev.rallycast.storage.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainConversionTest {
    private static final PlainLines LINES = PlainLines.timeField("ts");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path source() {
        return root.resolve("theirs.jsonl");
    }

    private Path target() {
        return root.resolve("m1.jsonl");
    }

    private void convert(String text, PlainLines lines) throws IOException {
        Files.writeString(source(), text);
        RecordingFile.at(source()).convert(target(), lines, "m1", RecordingProgress.NONE);
        assertThat(source()).hasContent(text);
    }

    private static List<GameEvent> read(Recording recording) {
        List<GameEvent> events = new ArrayList<>();
        while (events.size() < recording.extent().size()) {
            events.addAll(recording.read(events.size(), 100));
        }
        return events;
    }

    @Test
    void eachLineIsAnEventAsAStorageReadsItFromTheFile() throws IOException {
        String first = "{\"ts\":1700000000500,\"type\":\"goal\",\"n\":1e400,\"who\":\"Jos\u00e9\"} \r\n";
        String second =
                "{ \"type\":7, \"ts\" : 1700000002000.1234567, \"at\":{\"part\":\"half 2\"}, \"big\":12345678901234567890.10}\n";
        String text = "\ufeff" + first + "\n" + second + "{\"ts\":1700000001000}";
        PlainLines lines = LINES.unit(TimeUnit.MILLISECONDS)
                .fromFirst()
                .kindField("type")
                .markField("/at/part")
                .sport("football");

        convert(text, lines);

        Files.move(source(), root.resolve("theirs2.jsonl"));
        List<GameEvent> converted;
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.game()).isEqualTo(Game.of("m1", "football"));
            assertThat(recording.extent()).isEqualTo(new Recording.Extent(3, true));
            converted = read(recording);
        }
        try (FileGameStorage storage =
                        FileGameStorage.builder(root).plain(lines).build();
                Recording recording = storage.open("theirs2")) {
            assertThat(converted).isEqualTo(read(recording));
        }
        assertThat(converted.get(0).kind()).isEqualTo("goal");
        assertThat(converted.get(0).data().json()).contains("\"n\":1e400");
        assertThat(converted.get(1).mark()).isEqualTo("half 2");
        assertThat(converted.get(1).timeNanos()).isEqualTo(1_500_123_000L);
        assertThat(converted.get(1).data().json()).contains("12345678901234567890.10");
        Verification written = RecordingFile.at(target()).verify(RecordingProgress.NONE);
        assertThat(written.isClean()).isTrue();
        assertThat(written.checksummed()).isTrue();
    }

    @Test
    void linesThatAreLiveGetNoEndMark() throws IOException {
        convert("{\"ts\":1}\n{\"ts\":2}\n{\"ts\"", LINES.live());

        RecordingInfo info = RecordingFile.at(target()).info();
        assertThat(info.ended()).isFalse();
        assertThat(info.events()).isEqualTo(2);
    }

    @Test
    void theTargetMayBeCompressed() throws IOException {
        Files.writeString(source(), "{\"ts\":1}\n");
        Path compressed = root.resolve("m1.jsonl.gz");
        RecordingFile.at(source()).convert(compressed, LINES, "m1", RecordingProgress.NONE);

        assertThat(RecordingFile.at(compressed).info().form()).isEqualTo(RecordingForm.GZIP);
        assertThat(RecordingFile.at(compressed).info().events()).isEqualTo(1);
    }

    @Test
    void aLineWithoutATimeIsNamedOnceAndNothingIsWritten() {
        assertThatThrownBy(() -> convert("{\"ts\":1}\n{\"no\":2}\n", LINES))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessage(source() + ", line 2 (byte 9): \"ts\" is missing: expected a number or an instant");
        assertNothingIsWritten();
    }

    @Test
    void aRecordingIsRefused() {
        assertThatThrownBy(() -> convert(String.join("", ChecksummedLines.ended(1)), LINES))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a header");
        assertNothingIsWritten();
    }

    @Test
    void anEmptyFileAndABadIdAreRefused() {
        assertThatThrownBy(() -> convert("", LINES)).isInstanceOf(CorruptRecordingException.class);
        assertThatThrownBy(() -> RecordingFile.at(source()).convert(target(), LINES, "", RecordingProgress.NONE))
                .isInstanceOf(InvalidGameIdException.class);
        assertNothingIsWritten();
    }

    @Test
    void aFileNameTellsItsGame() {
        assertThat(RecordingFile.at(target()).gameId()).contains("m1");
        assertThat(RecordingFile.at(root.resolve("%46inal%202023.jsonl.gz")).gameId())
                .contains("Final 2023");
        assertThat(RecordingFile.at(root.resolve("Final.jsonl")).gameId()).isEmpty();
    }

    private void assertNothingIsWritten() {
        try (Stream<Path> files = Files.list(root)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .containsOnly("theirs.jsonl", FileNames.LOCK_FILE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
