package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.readAll;
import static dev.rallycast.storage.file.RecordingFiles.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.spi.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedFileTest {
    private static final String GOOD = "{\"t\":1,\"kind\":\"a\",\"data\":1}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void everyFlippedBitInTheMiddleIsFoundWhenItIsReadAndNotBefore() throws IOException {
        RecordingFiles.record(
                root, "m1", event(1, "a", "1"), event(2, "bb", "{\"x\":[2]}"), event(3, "c", "3"), event(4, "d", "4"));
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        String text = new String(whole, UTF_8);
        int from = text.indexOf("{\"t\":2");
        int to = text.indexOf("{\"t\":3");

        for (int at = from; at < to; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file(root, "m1"), damaged);

                assertThatThrownBy(() -> readAll(root))
                        .as("byte %d, bit %d", at, bit)
                        .isInstanceOf(CorruptRecordingException.class)
                        .hasMessageContaining("m1.jsonl, line ")
                        .hasMessageContaining("(byte ");
            }
        }
    }

    @Test
    void aLineThatIsLostDoubledOrMovedIsFound() throws IOException {
        RecordingFiles.record(
                root, "m1", event(1, "a", "1"), event(2, "b", "2"), event(3, "c", "3"), event(4, "d", "4"));
        List<String> lines = Files.readAllLines(file(root, "m1"));
        String header = lines.get(0);

        write(root, String.join("\n", header, lines.get(1), lines.get(3), lines.get(4)) + "\n");
        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("the whole line of event 3: expected event 2");
        write(root, String.join("\n", header, lines.get(1), lines.get(2), lines.get(2), lines.get(3)) + "\n");
        assertThatThrownBy(() -> readAll(root)).isInstanceOf(CorruptRecordingException.class);
        write(root, String.join("\n", header, lines.get(1), lines.get(3), lines.get(2), lines.get(4)) + "\n");
        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 3 (byte ")
                .hasMessageContaining("the whole line of event 2: expected event 1");
    }

    @Test
    void aLineWithAChecksumUnderAHeaderWithoutIsRefused() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        String line = Files.readAllLines(file(root, "m1")).get(1);
        write(root, HEADER + line + "\n");

        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("carries a checksum, and the header none");
    }

    @Test
    void everyFlippedBitInTheHeaderIsFound() throws IOException {
        RecordingFiles.record(root, "m1", event(1, "a", "1"));
        byte[] whole = Files.readAllBytes(file(root, "m1"));
        int length = new String(whole, UTF_8).indexOf('\n');

        for (int at = 0; at < length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file(root, "m1"), damaged);

                assertThatThrownBy(() -> readAll(root))
                        .as("byte %d, bit %d", at, bit)
                        .isInstanceOf(CorruptRecordingException.class);
            }
        }
    }

    @Test
    void theErrorNamesFileLineAndByte() throws IOException {
        write(root, HEADER + GOOD + "\n" + "{\"t\":2,\"kind\":\"b\",\"data\":}\n" + GOOD);

        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining(file(root.toRealPath(), "m1") + ", line 4 (byte "
                        + (HEADER.length() + GOOD.length() + 1) + ")");
    }

    @Test
    void eventsBeforeAndAfterADamagedPayloadCanBeRead() throws IOException {
        write(root, HEADER + GOOD + "{\"t\":2,\"kind\":\"b\",\"data\":[}\n" + GOOD);

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 1)).hasSize(1);
            assertThat(recording.read(2, 1)).hasSize(1);
            assertThatThrownBy(() -> recording.read(1, 1)).isInstanceOf(CorruptRecordingException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "[]",
                "{}",
                "null",
                "{\"t\":1,\"kind\":\"a\"}",
                "{\"t\":1,\"data\":1}",
                "{\"kind\":\"a\",\"data\":1}",
                "{\"t\":-1,\"kind\":\"a\",\"data\":1}",
                "{\"t\":\"1\",\"kind\":\"a\",\"data\":1}",
                "{\"t\":1e1000000000,\"kind\":\"a\",\"data\":1}",
                "{\"t\":1000000000.000001,\"kind\":\"a\",\"data\":1}",
                "{\"t\":01,\"kind\":\"a\",\"data\":1}",
                "{\"t\":1.,\"kind\":\"a\",\"data\":1}",
                "{\"t\":1,\"kind\":\"\",\"data\":1}",
                "{\"t\":1,\"kind\":5,\"data\":1}",
                "{\"t\":1,\"kind\":\"a\",\"mark\":\"\",\"data\":1}",
                "{\"t\":1,\"kind\":\"a\",\"data\":1,\"data\":2}",
                "{\"t\":1,\"t\":2,\"kind\":\"a\",\"data\":1}",
                "{\"t\":1,\"kind\":\"a\",\"data\":1}}",
                "{\"t\":1,\"kind\":\"a\",\"data\":1} 2",
                "{\"t\":1,\"kind\":\"a\",\"data\":{\"x\":1,\"x\":1}}",
                "{\"end\":false}",
                "{\"end\":true,\"events\":5}",
            })
    void aLineThatIsNoEventIsRefused(String line) throws IOException {
        write(root, HEADER + line + "\n" + GOOD);

        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 2 (byte ");
    }

    @Test
    void aNameThatIsTooLongIsRefused() throws IOException {
        write(root, HEADER + "{\"t\":1,\"kind\":\"" + "x".repeat(65) + "\",\"data\":1}\n" + GOOD);

        assertThatThrownBy(() -> readAll(root)).isInstanceOf(CorruptRecordingException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000, 5_000_000})
    void aLineThatIsTooLongIsRefused(int more) throws IOException {
        write(root, HEADER + "{" + " ".repeat(LineReader.MAX_LINE_BYTES + more) + GOOD.substring(1) + GOOD);

        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 2 (byte ")
                .hasMessageContaining("1048576");
    }

    @Test
    void aLineOfTheGreatestLengthIsRead() throws IOException {
        String line = "{" + " ".repeat(LineReader.MAX_LINE_BYTES - GOOD.length() + 1) + GOOD.substring(1);
        assertThat(line).hasSize(LineReader.MAX_LINE_BYTES + 1);
        write(root, HEADER + line + GOOD);

        assertThat(readAll(root)).hasSize(2);
    }

    @Test
    void anEventBehindTheEndMarkIsRefused() throws IOException {
        write(root, HEADER + "{\"end\":true}\n" + GOOD);

        assertThatThrownBy(() -> readAll(root))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 3 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\"}",
                "\n",
                "x\n",
                "{}\n",
                "{\"id\":\"m1\",\"sport\":\"tennis\"}\n",
                "{\"rallycast\":2,\"id\":\"m1\",\"sport\":\"tennis\"}\n",
                "{\"rallycast\":1,\"id\":\"m2\",\"sport\":\"tennis\"}\n",
                "{\"rallycast\":1,\"id\":\"\",\"sport\":\"tennis\"}\n",
                "{\"rallycast\":1,\"id\":\"m1\"}\n",
                "{\"rallycast\":1,\"id\":\"m1\",\"id\":\"m1\",\"sport\":\"tennis\"}\n",
                "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\",\"players\":[1]}\n",
                "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\",\"scheduledStart\":\"today\"}\n",
                "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\",\"details\":{\"a\":1}}\n",
                "{\"rallycast\":1,\"id\":\"m1\",\"sport\":\"tennis\"}{}\n",
            })
    void aFileWithoutAGoodHeaderIsRefusedAndLeftOutOfTheList(String header) throws IOException {
        write(root, header);
        RecordingFiles.record(root, "other", event(1, "a", "1"));

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThatThrownBy(() -> storage.open("m1"))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 1 (byte 0)");
            assertThatThrownBy(() -> storage.find("m1")).isInstanceOf(CorruptRecordingException.class);
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(CorruptRecordingException.class);
            try (Stream<Game> games = storage.list()) {
                assertThat(games).extracting(Game::id).containsExactly("other");
            }
            assertThat(storage.delete("m1")).isTrue();
        }
    }
}
