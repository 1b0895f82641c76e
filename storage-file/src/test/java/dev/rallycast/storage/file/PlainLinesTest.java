package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static dev.rallycast.storage.file.RecordingFiles.file;
import static dev.rallycast.storage.file.RecordingFiles.write;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.Payload;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainLinesTest {
    private static final PlainLines TS = PlainLines.timeField("ts");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    // Times

    @ParameterizedTest
    @EnumSource(TimeUnit.class)
    void numbersAreTimesInTheUnit(TimeUnit unit) throws IOException {
        long day = TimeUnit.DAYS.toNanos(1);
        long count = unit.convert(2 * day, TimeUnit.NANOSECONDS);
        write(root, "{\"ts\":0}\n{\"ts\":" + count + "}\n{\"ts\":" + count + ".5}\n");

        long half = unit.toNanos(1) / 2 / 1000 * 1000;
        // Half a microsecond is rounded up.
        long rounded = unit == TimeUnit.MICROSECONDS ? 1000 : half;
        assertThat(times(TS.unit(unit))).containsExactly(0L, 2 * day, 2 * day + rounded);
    }

    @Test
    void instantsCountFromTheFirst() throws IOException {
        write(root, """
                {"ts":"2023-07-16T13:00:00Z"}
                {"ts":"2023-07-16T13:00:00.25Z"}
                {"ts":"2023-07-16T14:00:00.000001Z"}
                {"ts":"2023-07-16T12:00:00Z"}
                """);

        assertThat(times(TS)).containsExactly(0L, SECOND / 4, 3600 * SECOND + 1000, 3600 * SECOND + 1000);
    }

    @ParameterizedTest
    @CsvSource({"1689512400000,1689512401500,MILLISECONDS", "1689512400000000000,1689512401500000000,NANOSECONDS"})
    void timesSince1970CanCountFromTheFirst(String first, String second, TimeUnit unit) throws IOException {
        write(root, "{\"ts\":" + first + "}\n{\"ts\":" + second + "}\n");

        assertThat(times(TS.unit(unit).fromFirst())).containsExactly(0L, 1_500_000_000L);
    }

    @Test
    void timesSince1970ThatCountFromZeroAreRefusedWithAdvice() throws IOException {
        write(root, "{\"ts\":1689512400}\n");

        assertDamaged(TS, "line 1 (byte 0): the time in \"ts\" is out of range", "PlainLines.fromFirst");
    }

    @Test
    void timesBeforeTheBeginningAndTimesThatGoBackAreLifted() throws IOException {
        write(root, "{\"ts\":-5}\n{\"ts\":3}\n{\"ts\":1}\n{\"ts\":-0.0}\n{\"ts\":4}\n");

        try (FileGameStorage storage = open(TS);
                Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 9))
                    .extracting(GameEvent::timeNanos)
                    .containsExactly(0L, 3 * SECOND, 3 * SECOND, 3 * SECOND, 4 * SECOND);
            assertThat(recording.read(2, 1)).extracting(GameEvent::timeNanos).containsExactly(3 * SECOND);
            assertThat(recording.indexAt(1)).isOne();
            assertThat(recording.indexAt(3 * SECOND + 1)).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"ts\":null",
                "\"ts\":true",
                "\"ts\":[1]",
                "\"ts\":{}",
                "\"ts\":\"\"",
                "\"ts\":\"1\"",
                "\"ts\":\"today\"",
                "\"ts\":\"2023-07-16\"",
                "\"ts\":\"2023-02-30T00:00:00Z\"",
                "\"ts\":1e1000000000",
                "\"ts\":-1e1000000000",
                "\"ts\":1e-1000000000",
                "\"ts\":10e2147483646",
                "\"ts\":1e99999999999999999999",
                "\"ts\":1,\"ts\":2",
                "\"ts\":1,\"x\":{\"a\":1,\"a\":1}",
                "\"ts\":01",
                "\"ts\":NaN",
                "\"TS\":1",
            })
    void aLineWithoutAUsableTimeIsRefused(String member) throws IOException {
        write(root, "{\"ts\":0}\n\n{" + member + "}\n{\"ts\":5}\n");
        assertDamaged(TS, "m1.jsonl, line 3 (byte 10): ");

        // As the first line, on which the others depend.
        write(root, "{" + member + "}\n{\"ts\":5}\n");
        assertDamaged(TS.fromFirst(), "m1.jsonl, line 1 (byte 0): ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1000000000.000001",
                "-1000000001",
                "1e39",
                "\"+1000000000-12-31T23:59:59Z\"",
                "\"2023-07-16T13:00:00Z\""
            })
    void aTimeOutOfRangeIsRefused(String time) throws IOException {
        write(root, "{\"ts\":0}\n\n{\"ts\":" + time + "}\n{\"ts\":5}\n");

        assertDamaged(TS, "m1.jsonl, line 3 (byte 10): the time in \"ts\" is out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0e1000000000", "0e-1000000000", "0.0", "-0"})
    void aZeroOfAnyLengthIsZero(String zero) throws IOException {
        write(root, "{\"ts\":1.5}\n{\"ts\":" + zero + "}\n{\"ts\":2.5}\n");
        assertThat(times(TS.fromFirst())).containsExactly(0L, 0L, SECOND);

        write(root, "{\"ts\":" + zero + "}\n{\"ts\":2.5}\n");
        assertThat(times(TS)).containsExactly(0L, 2_500_000_000L);
    }

    @Test
    void aValueThatIsNoTimeIsCutInTheMessage() throws IOException {
        write(root, "{\"ts\":\"" + "x".repeat(500_000) + "\"}\n");

        assertThatThrownBy(() -> times(TS))
                .isInstanceOf(CorruptRecordingException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }

    // Fields

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/clock/seconds|{\"clock\":{\"seconds\":2}}",
                "/clock/0|{\"clock\":[2]}",
                "/a~1b|{\"a/b\":2}",
                "/~1a|{\"/a\":2}",
                "/|{\"\":2}",
                "a/b|{\"a/b\":2}",
                "a~b|{\"a~b\":2}",
                "a~1b|{\"a~1b\":2,\"a/b\":3}",
                "a.b|{\"a.b\":2,\"a\":{\"b\":3}}",
                "0|{\"0\":2}",
                "é|{\"\\u00e9\":2}",
            })
    void aFieldIsAKeyOrAJsonPointer(String field, String line) throws IOException {
        write(root, line + "\n");

        assertThat(times(PlainLines.timeField(field))).containsExactly(2 * SECOND);
    }

    @Test
    void anEmptyFieldIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> PlainLines.timeField(""));
        assertThatIllegalArgumentException().isThrownBy(() -> TS.kindField(""));
        assertThatIllegalArgumentException().isThrownBy(() -> TS.markField("x".repeat(10_000)));
    }

    @Test
    void kindAndMarkComeFromTheirFieldsAndThePayloadIsTheLine() throws IOException {
        String[] lines = {
            "{\"ts\":1, \"type\":\"point\",\"at\":{\"set\":\"set 1\"}}",
            " {\"ts\":2}\t",
            "{\"ts\":3,\"type\":7,\"at\":{\"set\":null}}",
            "{\"ts\":4,\"type\":null,\"at\":[\"set\"]}",
            "{\"ts\":5,\"type\":\"" + "k".repeat(64) + "\",\"at\":{\"set\":\"" + "m".repeat(64) + "\"}}",
        };
        write(root, String.join("\n", lines) + "\n");

        List<GameEvent> events = read(TS.kindField("type").markField("/at/set"));
        assertThat(events)
                .extracting(GameEvent::kind)
                .containsExactly("point", "event", "event", "event", "k".repeat(64));
        assertThat(events).extracting(GameEvent::mark).containsExactly("set 1", null, null, null, "m".repeat(64));
        assertThat(events).extracting(event -> event.data().json()).containsExactly(lines);
        assertThat(read(TS)).extracting(GameEvent::kind).containsOnly("event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"k\":\"\"", "\"m\":\"\"", "\"k\":\"65\"", "\"m\":\"65\""})
    void anEmptyOrTooLongKindOrMarkIsRefusedWhenItIsRead(String member) throws IOException {
        String member65 = member.replace("65", "x".repeat(65));
        write(root, "{\"ts\":1}\n{\"ts\":2," + member65 + "}\n{\"ts\":3}\n");

        try (FileGameStorage storage = open(TS.kindField("k").markField("m"));
                Recording recording = storage.open("m1")) {
            assertThat(recording.read(0, 1)).hasSize(1);
            assertThat(recording.read(2, 1)).hasSize(1);
            assertThatThrownBy(() -> recording.read(1, 1))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 2 (byte 9): ")
                    .hasMessageContaining("expected 1 to 64");
        }
    }

    // Lines

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ts\":1}\n{\"ts\":2}\n",
                "{\"ts\":1}\n{\"ts\":2}",
                "{\"ts\":1}\r\n{\"ts\":2}\r\n",
                "{\"ts\":1}\r\n{\"ts\":2}\r",
                "\n \t\r\n{\"ts\":1}\n\n\r\n{\"ts\":2}\n\n",
                "{\"ts\":1}\n{\"ts\":2}\n  ",
                "\ufeff{\"ts\":1}\n{\"ts\":2}\n",
                "\ufeff{\"ts\":1}\r\n{\"ts\":2}",
                "\ufeff\n{\"ts\":1}\n{\"ts\":2}\n",
                "\ufeff \r\n\n{\"ts\":1}\n{\"ts\":2}\n",
            })
    void lineEndsBlankLinesAndAByteOrderMarkDoNotMatter(String text) throws IOException {
        write(root, text);

        try (FileGameStorage storage = open(TS);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(2, true));
            assertThat(recording.read(0, 9))
                    .extracting(event -> event.data().json())
                    .containsExactly("{\"ts\":1}", "{\"ts\":2}");
            assertThat(recording.indexAt(2 * SECOND)).isOne();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "\"ts\"",
                "[{\"ts\":1}]",
                "null",
                "x",
                "{\"ts\":2}{}",
                "{\"ts\":2},",
                "{\"ts\":2",
                "\ufeff{\"ts\":2}"
            })
    void aLineThatIsNoObjectIsRefused(String line) throws IOException {
        write(root, "{\"ts\":1}\n" + line + "\n{\"ts\":3}\n");

        assertDamaged(TS, "m1.jsonl, line 2 (byte 9): expected a JSON object");
    }

    @Test
    void aLineThatIsNotUtf8IsRefused() throws IOException {
        Files.write(file(root, "m1"), "{\"ts\":1}\n{\"ts\":2,\"x\":\"\u00ff\"}\n".getBytes(ISO_8859_1));

        assertDamaged(TS, "m1.jsonl, line 2 (byte 9): expected a JSON object");
    }

    @Test
    void aPayloadThatIsTooLargeIsRefusedWhenItIsRead() throws IOException {
        String start = "{\"ts\":2,\"x\":\"";
        String largest = start + "x".repeat(Payload.MAX_BYTES - start.length() - 2) + "\"}";
        write(root, "{\"ts\":1}\n" + largest + "\n" + largest.replaceFirst("x\"}", "xx\"}") + "\n{\"ts\":3}\n");

        try (FileGameStorage storage = open(TS);
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(4, true));
            assertThat(recording.read(1, 1).get(0).data().size()).isEqualTo(Payload.MAX_BYTES);
            assertThat(recording.read(3, 1)).hasSize(1);
            assertThatThrownBy(() -> recording.read(2, 1))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 3 (byte " + (10 + Payload.MAX_BYTES) + "): not an event: ")
                    .hasMessageContaining("65536");
        }
    }

    @Test
    void aLineThatIsTooDeepOrTooLongIsRefused() throws IOException {
        int inside = Payload.MAX_DEPTH - 1;
        String deep = "{\"ts\":2,\"x\":" + "[".repeat(inside) + "]".repeat(inside) + "}\n";
        write(root, "{\"ts\":1}\n" + deep);
        assertThat(read(TS)).hasSize(2);

        write(root, "{\"ts\":1}\n" + deep.replace("[]", "[[]]"));
        assertDamaged(TS, "m1.jsonl, line 2 (byte 9): expected a JSON object: ", "depth");
        write(root, "{\"ts\":1}\n{\"ts\":2,\"x\":\"" + "x".repeat(LineReader.MAX_LINE_BYTES) + "\"}\n");
        assertDamaged(TS, "m1.jsonl, line 2 (byte 9): ", "1048576");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n \n", "\ufeff", "\ufeff\n"})
    void aFileWithoutAnyLineIsRefused(String text) throws IOException {
        write(root, text);

        assertDamaged(TS, "m1.jsonl, line ", "expected a header line, or a line with \"ts\"");
        assertDamaged(TS.live(), "m1.jsonl, line ", "expected a header line, or a line with \"ts\"");
    }

    // The storage around them

    @Test
    void filesWithAHeaderBesidePlainOnesAreRecordings() throws IOException {
        write(root, "\ufeff" + HEADER + "{\"t\":1,\"kind\":\"a\",\"data\":1}\n{\"end\":true}\n");
        Files.writeString(file(root, "plain"), "{\"ts\":7}\n");
        RecordingFiles.record(root, "written", RecordingFiles.event(1, "b", "2"));

        try (FileGameStorage storage = open(TS.sport("padel"));
                Stream<Game> games = storage.list();
                Recording hand = storage.open("m1");
                Recording plain = storage.open("plain");
                Recording written = storage.open("written")) {
            assertThat(games)
                    .containsExactly(Game.of("m1", "tennis"), Game.of("plain", "padel"), Game.of("written", "tennis"));
            assertThat(hand.read(0, 9)).extracting(GameEvent::kind).containsExactly("a");
            assertThat(plain.read(0, 9)).extracting(GameEvent::timeNanos).containsExactly(7 * SECOND);
            assertThat(written.read(0, 9)).extracting(GameEvent::kind).containsExactly("b");
            assertThat(written.extent()).isEqualTo(new Extent(1, false));
            assertThat(storage.find("plain")).contains(Game.of("plain", "padel"));
            assertThat(storage.find("none")).isEmpty();
        }
    }

    @Test
    void aPlainFileIsRefusedWithAdviceUnlessTheyAreOpened() throws IOException {
        write(root, "{\"ts\":1}\n");

        try (FileGameStorage storage = FileGameStorage.open(root)) {
            assertThatThrownBy(() -> storage.open("m1"))
                    .isInstanceOf(CorruptRecordingException.class)
                    .hasMessageContaining("m1.jsonl, line 1 (byte 0): not a header: ")
                    .hasMessageContaining("FileGameStorage.Builder.plain");
            assertThat(storage.list()).isEmpty();
        }
    }

    @Test
    void theIncarnationStaysWhenAFileIsOpenedAgain() throws IOException {
        write(root, "{\"ts\":1}\n");
        String first;
        try (FileGameStorage storage = open(TS);
                Recording recording = storage.open("m1")) {
            first = recording.incarnation();
        }
        Files.writeString(file(root, "m1"), "{\"ts\":2}\n", StandardOpenOption.APPEND);

        try (FileGameStorage storage = open(TS);
                Recording recording = storage.open("m1")) {
            assertThat(recording.incarnation()).isNotEmpty().isEqualTo(first);
        }
    }

    @Test
    void nobodyAppendsToAPlainFile() throws IOException {
        write(root, "{\"ts\":1}\n{\"ts\":2");
        byte[] before = Files.readAllBytes(file(root, "m1"));

        try (FileGameStorage storage = open(TS.live())) {
            assertThatThrownBy(() -> storage.append("m1"))
                    .isInstanceOf(RecordingLockedException.class)
                    .hasMessageContaining("m1")
                    .hasMessageContaining("plain file");
        }
        assertThat(file(root, "m1")).hasBinaryContent(before);
        write(root, "{\"ts\":1}\n");
        try (FileGameStorage storage = open(TS)) {
            assertThatThrownBy(() -> storage.append("m1")).isInstanceOf(RecordingEndedException.class);
            // The refusal has given the lock back.
            assertThat(storage.delete("m1")).isTrue();
            assertThat(storage.find("m1")).isEmpty();
            assertThatThrownBy(() -> storage.open("m1")).isInstanceOf(GameNotFoundException.class);
        }
    }

    // Live

    @Test
    void theLastLineOfALiveFileIsTornUntilItsLineFeedComes() throws IOException {
        write(root, "{\"ts\":1}\n{\"ts\":2}");
        try (FileGameStorage storage = open(TS.live());
                Recording recording = storage.open("m1")) {
            assertThat(recording.extent()).isEqualTo(new Extent(1, false));
            append("\n{\"ts\":3");
            try (Recording again = storage.open("m1")) {
                assertThat(again.extent()).isEqualTo(new Extent(2, false));
            }
            append("}\r\n\n");
            try (Recording again = storage.open("m1")) {
                assertThat(again.extent()).isEqualTo(new Extent(3, false));
            }
            assertThat(recording.read(0, 9))
                    .extracting(event -> event.data().json())
                    .containsExactly("{\"ts\":1}", "{\"ts\":2}", "{\"ts\":3}");
        }
        assertThat(times(TS)).hasSize(3);
    }

    @Test
    void aLiveFileThatGrowsIsFollowed() throws IOException {
        write(root, "{\"ts\":\"2023-07-16T13:00:00Z\"}\n");
        ManualExecutor executor = new ManualExecutor();
        try (FileGameStorage storage = builder(TS.live())
                        .follow(executor, ManualExecutor.PERIOD)
                        .build();
                Recording recording = storage.open("m1")) {
            append("{\"ts\":\"2023-07-16T13:00:02Z\"}\n{\"ts\":");
            executor.pass();
            assertThat(recording.extent()).isEqualTo(new Extent(2, false));
            append("\"2023-07-16T13:00:03Z\"}\n");
            executor.pass();
            assertThat(recording.extent()).isEqualTo(new Extent(3, false));
            assertThat(recording.indexAt(2 * SECOND + 1)).isEqualTo(2);
        }
    }

    // Index files

    @Test
    void anIndexIsNotUsedForLinesThatAreUnderstoodInAnotherWay() throws IOException {
        writeLarge();
        assertThat(indexAt(TS.unit(TimeUnit.MILLISECONDS), 15 * SECOND)).isEqualTo(15_000);
        assertThat(root.resolve("m1.idx")).exists();

        // By the index of milliseconds, all events are before this time.
        assertThat(indexAt(TS, 15_000 * SECOND)).isEqualTo(15_000);
        assertThat(indexAt(PlainLines.timeField("other"), 1)).isEqualTo(30_000);
        assertThat(indexAt(TS, 15_000 * SECOND)).isEqualTo(15_000);
    }

    @Test
    void anIndexOfAFileThatWasEditedIsNotUsed() throws IOException {
        writeLarge();
        FileTime changed = Files.getLastModifiedTime(file(root, "m1"));
        assertThat(indexAt(TS, 15_000 * SECOND)).isEqualTo(15_000);
        byte[] index = Files.readAllBytes(root.resolve("m1.idx"));
        // In the middle, where no sample of the content looks; the length stays.
        String edited = Files.readString(file(root, "m1")).replace("{\"ts\":15000,", "{\"ts\":15999,");
        Files.writeString(file(root, "m1"), edited);
        Files.setLastModifiedTime(file(root, "m1"), FileTime.fromMillis(changed.toMillis() + 2000));

        assertThat(indexAt(TS, 15_001 * SECOND)).isEqualTo(15_000);
        assertThat(indexAt(TS, 16_000 * SECOND)).isEqualTo(16_000);
        assertThat(Files.readAllBytes(root.resolve("m1.idx"))).isNotEqualTo(index);
    }

    @Test
    void anIndexThatFitsIsUsedAgain() throws IOException {
        writeLarge();
        indexAt(TS, 0);
        FileTime before = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(root.resolve("m1.idx"), before);
        indexAt(TS, 0);

        assertThat(Files.getLastModifiedTime(root.resolve("m1.idx"))).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(IndexDensity.class)
    void numbersAndTimesAgreeWithASimpleModel(IndexDensity density) throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            PlainModel model = PlainModel.random(seed);
            Files.writeString(file(root, "m1"), model.text(), UTF_8);
            // An index file that is made when it is first opened, one that is loaded, and none.
            for (long indexFrom : new long[] {0, 0, Long.MAX_VALUE}) {
                try (FileGameStorage storage = builder(model.format())
                                .index(density)
                                .indexFrom(indexFrom)
                                .build();
                        Recording recording = storage.open("m1")) {
                    model.check(recording, "seed " + seed + ", index files from " + indexFrom + " bytes");
                }
            }
            Files.delete(file(root, "m1"));
            Files.deleteIfExists(root.resolve("m1.idx"));
        }
    }

    private FileGameStorage.Builder builder(PlainLines format) {
        return FileGameStorage.builder(root).plain(format);
    }

    private FileGameStorage open(PlainLines format) {
        return builder(format).build();
    }

    private List<GameEvent> read(PlainLines format) {
        try (FileGameStorage storage = open(format);
                Recording recording = storage.open("m1")) {
            return recording.read(0, 1000);
        }
    }

    private List<Long> times(PlainLines format) {
        return read(format).stream().map(GameEvent::timeNanos).toList();
    }

    private void assertDamaged(PlainLines format, String... messages) {
        assertThatThrownBy(() -> read(format))
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContainingAll(messages);
    }

    private void append(String text) throws IOException {
        Files.writeString(file(root, "m1"), text, StandardOpenOption.APPEND);
    }

    /** More than a megabyte: an event each second. */
    private void writeLarge() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            text.append("{\"ts\":").append(i).append(",\"other\":0,\"pad\":\"" + "x".repeat(20) + "\"}\n");
        }
        assertThat(text.length()).isGreaterThan(1 << 20);
        write(root, text.toString());
    }

    private long indexAt(PlainLines format, long timeNanos) {
        try (FileGameStorage storage = open(format);
                Recording recording = storage.open("m1")) {
            return recording.indexAt(timeNanos);
        }
    }
}
