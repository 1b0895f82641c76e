package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static dev.rallycast.storage.file.RecordingFiles.event;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.readAll;
import static dev.rallycast.storage.file.RecordingFiles.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandWrittenFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    @Test
    void theWriterWritesWhatTheFormatSays() throws IOException {
        Game game = Game.builder("m1", "tennis")
                .players("A. Ace", "B. \"Bé\"")
                .mode("pvp")
                .event("Open")
                .surface("clay")
                .format("3")
                .scheduledStart(Instant.EPOCH)
                .details(Map.of("b", "2", "a", "1"))
                .build();
        String incarnation;
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.create(game);
                Recording recording = storage.open("m1")) {
            incarnation = recording.incarnation();
            writer.append(event(0, "start", "null"));
            writer.append(new EventDraft(12_345_000_000L, "point", "set", Payload.of("[ 1]")));
            writer.append(event(3, "point", "{}"));
            writer.end();
        }

        assertThat(Files.readString(file(root, "m1")).replaceAll("\"crc\":\"[0-9a-f]{8}\"", "\"crc\":\"\\$\""))
                .isEqualTo(
                        "{\"rallycast\":1,\"id\":\"m1\",\"incarnation\":\"" + incarnation + "\",\"sport\":\"tennis\","
                                + "\"players\":[\"A. Ace\",\"B. \\\"Bé\\\"\"],\"mode\":\"pvp\",\"event\":\"Open\","
                                + "\"surface\":\"clay\",\"format\":\"3\",\"scheduledStart\":\"1970-01-01T00:00:00Z\","
                                + "\"details\":{\"a\":\"1\",\"b\":\"2\"},\"crc\":\"$\"}\n"
                                + "{\"t\":0,\"kind\":\"start\",\"data\":null,\"crc\":\"$\"}\n"
                                + "{\"t\":12.345,\"kind\":\"point\",\"mark\":\"set\",\"data\":[ 1],\"crc\":\"$\"}\n"
                                + "{\"t\":3,\"kind\":\"point\",\"data\":{},\"crc\":\"$\"}\n"
                                + "{\"end\":true,\"events\":3,\"crc\":\"$\"}\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"t\":2.5,\"kind\":\"a\",\"mark\":\"m\",\"data\":{\"x\": 1}}",
                "{\"t\": 2.5, \"kind\": \"a\", \"mark\": \"m\", \"data\": {\"x\": 1}}",
                " { \"data\" : {\"x\": 1} , \"mark\":\"m\",\"kind\":\"a\",\"t\":2.50 } ",
                "{\"kind\":\"a\",\"t\":25e-1,\"data\":{\"x\": 1},\"mark\":\"m\"}",
                "{\"t\":2.5,\"kind\":\"a\",\"data\":{\"x\": 1},\"mark\":\"m\"}",
                "{\"t\":2.5,\"kind\":\"\\u0061\",\"mark\":\"m\",\"data\":{\"x\": 1}}",
                "{\"t\":2.5,\"kind\":\"a\",\"mark\":\"m\",\"data\":{\"x\": 1}}\r",
                "{\"t\":2.5000004,\"kind\":\"a\",\"mark\":\"m\",\"data\":{\"x\": 1}}",
                "{\"t\":2.5,\"kind\":\"a\",\"mark\":\"m\",\"note\":[{\"t\":1}],\"data\":{\"x\": 1}}",
                "{\"note\":\"é\",\"t\":2.5,\"kind\":\"a\",\"mark\":\"m\",\"data\":{\"x\": 1}}",
            })
    void spacingAndOrderOfKeysAreFree(String line) throws IOException {
        write(root, HEADER + line + "\n{\"end\":true}\n");

        assertThat(readAll(root)).containsExactly(new GameEvent(0, 2_500_000_000L, "a", "m", Payload.of("{\"x\": 1}")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1",
                "-1.5e3",
                "true",
                "null",
                "\"s\\\"}\"",
                "\"é🎾\"",
                "[1, [2]]",
                "{ \"data\" : 1 }",
                "\"\"",
            })
    void aPayloadIsCutOutOfALooseLineByteForByte(String data) throws IOException {
        write(
                root,
                HEADER + "{\"data\": " + data + " ,\"kind\":\"a\",\"t\":1}\n{\"data\":" + data
                        + ",\"kind\":\"a\",\"t\":1}\n");

        assertThat(readAll(root)).extracting(event -> event.data().json()).containsExactly(data, data);
    }

    @Test
    void blankLinesAndAByteOrderMarkAreSkipped() throws IOException {
        write(
                root,
                "\ufeff" + HEADER
                        + "\r\n\n{\"t\":1,\"kind\":\"a\",\"data\":1}\n \t\n{\"t\":2,\"kind\":\"b\",\"data\":2}\n\n"
                        + "{\"end\":true}\n\n");

        assertThat(readAll(root)).extracting(GameEvent::kind).containsExactly("a", "b");
    }

    @Test
    void aFileWithoutAnEndMarkIsStillGrowing() throws IOException {
        write(root, HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n");

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
        }
    }

    @Test
    void aFileWithAnEndMarkHasEnded() throws IOException {
        write(root, HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n{ \"end\" : true }\n");

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, true));
        }
    }

    @Test
    void aHeaderWithoutIncarnationGivesTheSameOneEachTime() throws IOException {
        write(root, HEADER);

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording first = storage.open("m1");
                Recording second = FileGameStorage.open(root).open("m1")) {
            assertThat(first.incarnation()).startsWith("header-").hasSize(23).isEqualTo(second.incarnation());
        }
    }

    @Test
    void timesOfLooseAndFixedLinesMakeOneRunningMaximum() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 500; i++) {
            // Every third event goes back by ten seconds.
            int seconds = i % 3 == 0 && i > 0 ? Math.max(0, i - 10) : i;
            text.append(i % 2 == 0 ? "{\"t\":" : "{ \"t\": ").append(seconds).append(",\"kind\":\"a\",\"data\":1}\n");
        }
        write(root, text.toString());

        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording recording = storage.open("m1")) {
            // Backwards, so that no read goes on where the one before stopped.
            for (int i = 499; i >= 0; i--) {
                long lifted = (i % 3 == 0 && i > 0 ? i - 1 : i) * SECOND;
                assertThat(recording.read(i, 1).get(0).timeNanos())
                        .as("event %d", i)
                        .isEqualTo(lifted);
                long first = i % 3 == 0 && i > 0 ? i - 1 : i;
                assertThat(recording.indexAt(lifted)).as("event %d", i).isEqualTo(first);
            }
        }
    }

    @Test
    void aWriterGoesOnWithAFileThatAPersonBegan() throws IOException {
        write(root, HEADER + "\n{ \"t\": 1, \"kind\": \"a\", \"data\": 1 }\r\n");
        try (FileGameStorage storage = FileGameStorage.open(root);
                RecordingWriter writer = storage.append("m1")) {
            assertThat(writer.append(event(2, "b", "2"))).isOne();
            writer.end();
        }

        assertThat(readAll(root)).extracting(GameEvent::kind).containsExactly("a", "b");
    }

    @Test
    void growthFromOutsideIsSeenWhenTheRecordingIsOpenedAgain() throws IOException {
        write(root, HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n");
        try (FileGameStorage storage = FileGameStorage.open(root);
                Recording first = storage.open("m1")) {
            Files.writeString(
                    file(root, "m1"),
                    "{\"t\":2,\"kind\":\"b\",\"data\":2}\n{\"end\":true,\"events\":2}\n",
                    StandardOpenOption.APPEND);
            try (Recording second = storage.open("m1")) {
                assertThat(second.extent()).isEqualTo(new Extent(2, true));
                assertThat(second.read(0, 5)).extracting(GameEvent::kind).containsExactly("a", "b");
                assertThat(first.read(1, 5)).extracting(GameEvent::kind).containsExactly("b");
            }
        }
    }
}
