package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.Payload;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers, and what they may record. */
abstract class StorageWritingContract extends StorageGrowthContract {
    // Writers

    @Test
    void aRecordingWithoutItsEndMarkIsStillGrowing() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
        }
    }

    @Test
    void aRecordingWithoutEventsGrowsFromItsBeginning() {
        storage.create(GAME).close();

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(0, false));
            assertThat(recording.read(0, 1)).isEmpty();
            assertThat(recording.indexAt(SECOND)).isZero();
            try (RecordingWriter writer = storage.append("m1")) {
                assertThat(writer.append(event(1, "a", "1"))).isZero();
            }
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("a");
        }
    }

    @Test
    void gamesThatStillGrowAreFoundAndListed() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));

            assertThat(storage.find("m1")).contains(GAME);
            assertThat(storage.list()).containsExactly(GAME);
        }
    }

    @Test
    void nothingFollowsTheEndMark() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            writer.end();
            writer.end();
            assertThatThrownBy(() -> writer.append(event(2, "b", "2")))
                    .isInstanceOf(RecordingEndedException.class)
                    .hasMessageContaining("m1");
        }
        assertThatThrownBy(() -> storage.append("m1"))
                .isInstanceOf(RecordingEndedException.class)
                .hasMessageContaining("m1");
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, true));
        }
    }

    @Test
    void anEmptyAppendWritesNothing() {
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            assertThat(writer.append(List.of())).isOne();
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent().size()).isOne();
        }
    }

    @Test
    void aSecondWriterIsRefusedUntilTheFirstIsClosed() {
        RecordingWriter first = storage.create(GAME);
        assertThatThrownBy(() -> storage.append("m1"))
                .isInstanceOf(RecordingLockedException.class)
                .hasMessageContaining("m1");
        first.append(event(1, "a", "1"));
        first.close();

        try (RecordingWriter second = storage.append("m1")) {
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            // Closing the first one once more doesn't free what the second one holds.
            first.close();
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingLockedException.class);
            assertThat(second.append(event(2, "b", "2"))).isOne();
        }
    }

    @Test
    void aWriterKeepsItsRecordingFromBeingDeleted() {
        try (RecordingWriter writer = storage.create(GAME)) {
            assertThatThrownBy(() -> storage.delete("m1"))
                    .isInstanceOf(RecordingLockedException.class)
                    .hasMessageContaining("m1");
            writer.append(event(1, "a", "1"));
        }
        assertThat(storage.delete("m1")).isTrue();
    }

    @Test
    void recordingsOfDifferentGamesHaveWritersAtTheSameTime() {
        try (RecordingWriter first = storage.create(GAME);
                RecordingWriter second = storage.create(Game.of("m2", "tennis"))) {
            first.append(event(1, "a", "1"));
            second.append(event(1, "b", "2"));
        }

        assertThat(storage.list()).hasSize(2);
    }

    @Test
    void aGameIsCreatedOnce() {
        try (RecordingWriter writer = storage.create(GAME)) {
            assertThatThrownBy(() -> storage.create(GAME)).isInstanceOf(GameExistsException.class);
            writer.append(event(1, "a", "1"));
        }
        assertThatThrownBy(() -> storage.create(GAME))
                .isInstanceOf(GameExistsException.class)
                .hasMessageContaining("m1");
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.extent().size()).isOne();
        }
    }

    @Test
    void aGameThatIsDeletedIsGoneAndOthersStay() {
        record(GAME, event(1, "a", "1"));
        record(Game.of("m2", "tennis"), event(1, "b", "2"));
        assertThat(storage.delete("m1")).isTrue();

        assertThat(storage.list()).extracting(Game::id).containsExactly("m2");
        assertThatThrownBy(() -> storage.open("m1")).isInstanceOf(GameNotFoundException.class);
        assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(GameNotFoundException.class);
        try (Recording recording = storage.open("m2")) {
            assertThat(recording.read(0, 9)).extracting(GameEvent::kind).containsExactly("b");
        }
    }

    @Test
    void aGameThatIsDeletedAndMadeAnewHasAnotherIncarnation() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));
        String first;
        try (Recording recording = storage.open("m1")) {
            first = recording.incarnation();
        }
        assertThat(storage.delete("m1")).isTrue();
        assertThat(storage.delete("m1")).isFalse();
        assertThat(storage.find("m1")).isEmpty();
        record(GAME, event(3, "c", "3"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.incarnation()).isNotEmpty().isNotEqualTo(first);
            assertThat(recording.read(0, 5)).extracting(GameEvent::kind).containsExactly("c");
        }
    }

    @Test
    void aGameThatIsMadeAnewWhileTheOldOneIsOpenIsOpenedAsTheNewOne() {
        record(GAME, event(1, "a", "1"), event(2, "b", "2"));
        try (Recording old = storage.open("m1")) {
            storage.delete("m1");
            record(GAME, event(3, "c", "3"));
            try (Recording recording = storage.open("m1")) {
                assertThat(recording.incarnation()).isNotEqualTo(old.incarnation());
                assertThat(recording.read(0, 5)).extracting(GameEvent::kind).containsExactly("c");
            }
        }
    }

    // Payloads, kinds and marks

    static Stream<String> payloads() {
        return Stream.of(
                "null",
                "true",
                "0",
                "-0.0",
                "1e400",
                "1.50",
                "\"\"",
                "[]",
                "{}",
                "  { \"a\" : 1 }\t",
                "{\"b\":1,\"a\":2}",
                "\"\\u0041\\/\\ud83c\\udfbe\"",
                "\"🎾é\"",
                "{\"data\":{\"end\":true}}",
                "[" + "1,".repeat(20_000) + "1]",
                "\"},\\\"data\\\":\"",
                "\"\u2028\"",
                "[".repeat(Payload.MAX_DEPTH) + "]".repeat(Payload.MAX_DEPTH),
                '"' + "x".repeat(Payload.MAX_BYTES - 2) + '"');
    }

    @ParameterizedTest
    @MethodSource("payloads")
    void aPayloadComesBackByteForByte(String text) {
        record(GAME, event(1, "a", "1"), event(2, "b", text), event(3, "c", "3"));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(1, 1).get(0).data().bytes()).isEqualTo(text.getBytes(UTF_8));
            assertThat(recording.read(2, 1)).extracting(GameEvent::kind).containsExactly("c");
        }
    }

    static Stream<byte[]> invalidPayloads() {
        return Stream.of(
                bytes(""),
                bytes("{"),
                bytes("1 2"),
                bytes("{\"a\":1}}"),
                bytes("{\"a\":1,\"a\":2}"),
                bytes("[1,]"),
                bytes("nul"),
                bytes("'a'"),
                bytes("NaN"),
                bytes("{\n}"),
                bytes("1\r"),
                bytes("\"\u0001\""),
                bytes("1},{\"t\":1"),
                new byte[] {'"', (byte) 0xff, '"'},
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
                bytes("[".repeat(Payload.MAX_DEPTH + 1) + "]".repeat(Payload.MAX_DEPTH + 1)),
                bytes('"' + "x".repeat(Payload.MAX_BYTES - 1) + '"'));
    }

    @ParameterizedTest
    @MethodSource("invalidPayloads")
    void aPayloadThatIsNotValidIsRefusedAndNothingOfItsBatchIsWritten(byte[] payload) {
        EventDraft bad = new EventDraft(2 * SECOND, "b", null, Payload.unchecked(payload, 0, payload.length));
        try (RecordingWriter writer = storage.create(GAME)) {
            writer.append(event(1, "a", "1"));
            assertThatThrownBy(() -> writer.append(List.of(event(2, "b", "2"), bad)))
                    .isInstanceOf(InvalidPayloadException.class);
            assertThat(writer.append(event(3, "c", "3")))
                    .as("the writer goes on")
                    .isOne();
        }

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 10)).extracting(GameEvent::kind).containsExactly("a", "c");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"point", "a\"b\\c", "\u0000\n\r", "é", "日本", "🎾", "\u2028", ",\"data\":", "\ud800", "\u007f"})
    void kindsAndMarksComeBack(String name) {
        record(GAME, new EventDraft(SECOND, name, name, json("1")), event(2, name, "2"));

        try (Recording recording = storage.open("m1")) {
            List<GameEvent> events = recording.read(0, 2);
            assertThat(events).extracting(GameEvent::kind).containsExactly(name, name);
            assertThat(events).extracting(GameEvent::mark).containsExactly(name, null);
        }
    }

    @Test
    void theLongestKindAndMarkComeBack() {
        String name = "é".repeat(GameEvent.MAX_NAME_LENGTH);
        record(GAME, new EventDraft(SECOND, name, name, json("1")));

        try (Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 1).get(0).kind()).isEqualTo(name);
            assertThat(recording.read(0, 1).get(0).mark()).isEqualTo(name);
        }
    }
}
