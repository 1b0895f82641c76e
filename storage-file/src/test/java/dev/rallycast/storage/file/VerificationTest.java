package dev.rallycast.storage.file;

import static dev.rallycast.storage.file.ChecksummedLines.end;
import static dev.rallycast.storage.file.ChecksummedLines.ended;
import static dev.rallycast.storage.file.ChecksummedLines.event;
import static dev.rallycast.storage.file.ChecksummedLines.growing;
import static dev.rallycast.storage.file.ChecksummedLines.header;
import static dev.rallycast.storage.file.ChecksummedLines.line;
import static dev.rallycast.storage.file.RecordingFiles.HEADER;
import static dev.rallycast.storage.file.RecordingFiles.SECOND;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationTest {
    private static final String PLAIN = "{\"t\":1,\"kind\":\"a\",\"data\":1}\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path root;

    private Path path() {
        return root.resolve("m1.jsonl");
    }

    private Verification verify(List<String> lines) throws IOException {
        return verify(String.join("", lines));
    }

    private Verification verify(String text) throws IOException {
        Files.writeString(path(), text);
        return RecordingFile.at(path()).verify(RecordingProgress.NONE);
    }

    private String place(long line, List<String> lines) {
        long offset = lines.stream()
                .limit(line - 1)
                .mapToLong(text -> text.getBytes(UTF_8).length)
                .sum();
        return path() + ", line " + line + " (byte " + offset + "): ";
    }

    @Test
    void aWholeRecordingIsClean() throws IOException {
        Verification found = verify(ended(3));

        assertThat(found)
                .isEqualTo(new Verification(
                        path(), true, Files.size(path()), 3, true, 2_500_000_000L, 0, 0, 0, List.of(), 0, List.of()));
        assertThat(found.isClean()).isTrue();
    }

    @Test
    void aGrowingRecordingIsClean() throws IOException {
        Verification found = verify(growing(1));

        assertThat(found.isClean()).isTrue();
        assertThat(found.events()).isOne();
        assertThat(found.ended()).isFalse();
    }

    @Test
    void aHeaderAloneIsClean() throws IOException {
        assertThat(verify(header()).isClean()).isTrue();
        Verification found = verify(HEADER);
        assertThat(found.isClean()).isTrue();
        assertThat(found.checksummed()).isFalse();
        assertThat(found.events()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"rallycast\":1"})
    void aFileWithoutALineLacksItsHeader(String text) throws IOException {
        Verification found = verify(text);

        assertThat(found.problems())
                .extracting(Problem::toString)
                .containsExactly(path() + ", line 1 (byte 0): no complete line: expected a header line");
        assertThat(found.isClean()).isFalse();
    }

    @Test
    void aHandWrittenFileIsClean() throws IOException {
        Verification found = verify("\ufeff" + HEADER + "\n{ \"kind\":\"a\", \"t\": 2, \"data\": 1, \"note\": 1 }\r\n"
                + PLAIN + " \n{\"end\":true}\n\n");

        assertThat(found.isClean()).isTrue();
        assertThat(found.checksummed()).isFalse();
        assertThat(found.events()).isEqualTo(2);
        assertThat(found.durationNanos()).isEqualTo(2 * SECOND);
    }

    @Test
    void aTimeBelowOneBeforeIsANoteAndNoProblem() throws IOException {
        String second = "{\"t\":0.5,\"kind\":\"a\",\"data\":1}\n";
        Verification found = verify(List.of(HEADER, PLAIN, second, PLAIN));

        assertThat(found.isClean()).isTrue();
        assertThat(found.noteCount()).isOne();
        assertThat(found.notes())
                .extracting(Problem::toString)
                .containsExactly(place(3, List.of(HEADER, PLAIN)) + "time 0.5 s is below one before it: counts as 1 s");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void aChangedEventIsDamageUnlessItIsTheLast(int line) throws IOException {
        List<String> lines = ended(5);
        String changed = lines.get(line).replace(".5", ".6");
        String sum = changed.substring(changed.length() - 11, changed.length() - 3);
        lines.set(line, changed);

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(4);
        assertThat(found.missingEvents()).isOne();
        assertThat(found.ended()).isTrue();
        assertThat(found.problemCount()).isOne();
        assertThat(found.problems().get(0).toString())
                .startsWith(place(line + 1L, lines) + "checksum " + sum + ": expected ");
        assertThat(found.problems().get(0).message())
                .endsWith(line(
                                "{\"t\":" + (line - 1) + ".6,\"kind\":\"point\",\"data\":{\"n\":" + (line - 1) + "}",
                                line - 1)
                        .substring(changed.length() - 11, changed.length() - 3));
    }

    @Test
    void aLastLineThatIsNotWholeIsATornTail() throws IOException {
        List<String> lines = growing(3);
        lines.set(3, lines.get(3).replace(".5", ".6"));

        Verification found = verify(lines);

        assertThat(found.problemCount()).isZero();
        assertThat(found.tornBytes()).isEqualTo(lines.get(3).length());
        assertThat(found.events()).isEqualTo(2);
        assertThat(found.isClean()).isFalse();
    }

    @Test
    void severalLinesThatAreNotWholeAtTheEndAreATornTail() throws IOException {
        List<String> lines = growing(5);
        lines.set(3, lines.get(3).replace(".5", ".6"));
        lines.set(4, "\0\0\0\n");
        lines.set(5, "{\"t\":");

        Verification found = verify(lines);

        assertThat(found.problemCount()).isZero();
        assertThat(found.events()).isEqualTo(2);
        assertThat(found.tornBytes()).isEqualTo(lines.get(3).length() + 4 + 5);
    }

    @Test
    void whatIsBehindTheLastLineFeedOfAHandWrittenFileIsATornTail() throws IOException {
        Verification found = verify(HEADER + PLAIN + "{\"t\":2,");

        assertThat(found.problemCount()).isZero();
        assertThat(found.events()).isOne();
        assertThat(found.tornBytes()).isEqualTo(7);
    }

    @Test
    void aBrokenLastLineOfAHandWrittenFileIsDamage() throws IOException {
        List<String> lines = List.of(HEADER, PLAIN, "{\"t\":2,\n");
        Verification found = verify(lines);

        assertThat(found.tornBytes()).isZero();
        assertThat(found.missingEvents()).isOne();
        assertThat(found.problems())
                .singleElement()
                .asString()
                .startsWith(place(3, lines) + "neither an event nor an end mark: ");
    }

    @Test
    void everyDamagedLineIsFoundAndTheOthersCount() throws IOException {
        List<String> lines = ended(10);
        lines.set(2, "x\n");
        lines.set(3, "{\"t\":1}\n");
        lines.set(6, lines.get(6).replace("point", "p\0int"));
        lines.set(9, lines.get(9).substring(0, 20) + "\n");

        Verification found = verify(lines);

        assertThat(found.problems()).extracting(Problem::line).containsExactly(3L, 4L, 7L, 10L);
        assertThat(found.events()).isEqualTo(6);
        assertThat(found.missingEvents()).isEqualTo(4);
        assertThat(found.ended()).isTrue();
    }

    @Test
    void bytesThatAreNoUtf8AreDamage() throws IOException {
        String text = HEADER
                + "{\"t\":1,\"kind\":\"\u00ff\",\"data\":1}\n{\"t\":1,\"kind\":\"a\",\"data\":\"\u00ff\"}\n" + PLAIN;
        Files.write(path(), text.getBytes(ISO_8859_1));

        Verification found = RecordingFile.at(path()).verify(RecordingProgress.NONE);

        assertThat(found.problems()).extracting(Problem::line).containsExactly(2L, 3L);
        assertThat(found.events()).isOne();
    }

    @Test
    void aLineThatIsTooLongIsDamageAndWhatFollowsCounts() throws IOException {
        Verification found = verify(
                HEADER + PLAIN + "{" + " ".repeat(3 * LineReader.MAX_LINE_BYTES) + "}\n" + PLAIN + "{\"end\":true}\n");

        assertThat(found.events()).isEqualTo(2);
        assertThat(found.ended()).isTrue();
        assertThat(found.problems())
                .singleElement()
                .asString()
                .contains("line 3 (byte ", "longer than 1048576 bytes: expected an event or an end mark");
    }

    @Test
    void aLineThatIsGoneIsMissed() throws IOException {
        List<String> lines = ended(5);
        lines.remove(2);

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(4);
        assertThat(found.missingEvents()).isOne();
        assertThat(found.problems())
                .extracting(Problem::toString)
                .containsExactly(place(3, lines) + "event 2: expected event 1, 1 are missing");
    }

    @Test
    void thousandsOfLinesThatAreGoneAreMissed() throws IOException {
        List<String> lines = ended(20_000);
        lines.subList(10, 15_000).clear();

        Verification found = verify(lines);

        assertThat(found.problemCount()).isOne();
        assertThat(found.problems().get(0).message()).isEqualTo("event 14999: expected event 9, 14990 are missing");
        assertThat(found.missingEvents()).isEqualTo(14_990);
        assertThat(found.events()).isEqualTo(5_010);
        assertThat(found.tornBytes()).isZero();
    }

    @Test
    void theLastLinesBeforeTheEndMarkAreMissed() throws IOException {
        List<String> lines = ended(5);
        lines.subList(4, 6).clear();

        Verification found = verify(lines);

        assertThat(found.missingEvents()).isEqualTo(2);
        assertThat(found.problems())
                .extracting(Problem::message)
                .containsExactly("the end mark counts 5 events: expected 3, as many as the file holds");
    }

    @Test
    void aLineThatIsThereTwiceIsFound() throws IOException {
        List<String> lines = ended(5);
        lines.add(4, lines.get(2));

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(5);
        assertThat(found.missingEvents()).isZero();
        assertThat(found.problems())
                .extracting(Problem::message)
                .containsExactly("event 1 once more: expected event 3", "event 3: expected event 2, 1 are missing");
    }

    @Test
    void aLineThatIsMovedIsFound() throws IOException {
        List<String> lines = ended(5);
        lines.add(4, lines.remove(2));

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(5);
        assertThat(found.missingEvents()).isZero();
        assertThat(found.problems())
                .extracting(Problem::message)
                .contains("event 1 out of its place: expected event 4");
    }

    @Test
    void aLineWithoutAChecksumAmongThoseWithOneIsDamage() throws IOException {
        List<String> lines = ended(3);
        lines.set(2, PLAIN);

        assertThat(verify(lines).problems())
                .extracting(Problem::message)
                .containsExactly("no checksum: expected ,\"crc\":\"hhhhhhhh\"} at the end");
    }

    @Test
    void anEventBehindTheEndMarkIsAProblem() throws IOException {
        List<String> lines = new ArrayList<>(ended(2));
        lines.add(event(2));

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(3);
        assertThat(found.problems())
                .extracting(Problem::message)
                .containsExactly("an event behind the end mark: expected nothing");
    }

    @Test
    void aSecondEndMarkIsAProblem() throws IOException {
        assertThat(verify(HEADER + PLAIN + "{\"end\":true}\n{\"end\":true}\n").problems())
                .extracting(Problem::line)
                .containsExactly(4L);
    }

    @Test
    void aWrongCountOfTheEndMarkIsAProblem() throws IOException {
        assertThat(verify(HEADER + PLAIN + "{\"end\":true,\"events\":3}\n").problems())
                .extracting(Problem::message)
                .containsExactly("the end mark counts 3 events: expected 1, as many as the file holds");
    }

    @Test
    void aDamagedHeaderIsFoundAndTheEventsCount() throws IOException {
        List<String> lines = ended(3);
        lines.set(0, lines.get(0).replace("\"tennis\"", "\"tennis"));

        Verification found = verify(lines);

        assertThat(found.checksummed()).isTrue();
        assertThat(found.events()).isEqualTo(3);
        assertThat(found.problems()).singleElement().asString().startsWith(place(1, lines) + "not a header: ");
    }

    @Test
    void aChangedHeaderIsFoundByItsChecksum() throws IOException {
        List<String> lines = ended(3);
        lines.set(0, lines.get(0).replace("Ann", "Ana"));

        assertThat(verify(lines).problems())
                .singleElement()
                .asString()
                .startsWith(place(1, lines) + "not a header: the checksum is wrong");
    }

    @Test
    void aHeaderThatIsGoneIsFoundAndNoEventIsLost() throws IOException {
        List<String> lines = ended(3);
        lines.remove(0);

        Verification found = verify(lines);

        assertThat(found.events()).isEqualTo(3);
        assertThat(found.problems()).extracting(Problem::line).containsExactly(1L);
    }

    @Test
    void onlyTheFirstProblemsAreListed() throws IOException {
        Verification found = verify(HEADER + "x\n".repeat(250) + PLAIN);

        assertThat(found.problemCount()).isEqualTo(250);
        assertThat(found.problems()).hasSize(Verification.MAX_LISTED);
        assertThat(found.events()).isOne();
    }

    @Test
    void progressGoesFromPieceToPieceToTheEnd() throws IOException {
        List<String> lines = ended(30_000);
        Files.writeString(path(), String.join("", lines));
        long size = Files.size(path());
        List<Long> done = new ArrayList<>();
        List<Long> events = new ArrayList<>();

        RecordingFile.at(path()).verify((bytesDone, bytesTotal, count) -> {
            assertThat(bytesTotal).isEqualTo(size);
            done.add(bytesDone);
            events.add(count);
        });

        assertThat(done).isSorted().hasSizeGreaterThan(1).endsWith(size);
        assertThat(events).isSorted().endsWith(30_000L);
    }

    @Test
    void aFileThatIsNotThereIsSaidSo() {
        assertThatThrownBy(() -> RecordingFile.at(path()).verify(RecordingProgress.NONE))
                .isInstanceOf(GameNotFoundException.class)
                .hasMessageContaining(path().toString());
        assertThatThrownBy(() -> RecordingFile.at(root).verify(RecordingProgress.NONE))
                .isInstanceOf(GameNotFoundException.class);
    }

    @Test
    void infoTellsWhatIsThere() throws IOException {
        verify(String.join("", ended(3)) + "{\"t\"");

        RecordingInfo info = RecordingFile.at(path()).info();

        assertThat(info.game().id()).isEqualTo("m1");
        assertThat(info.incarnation()).isEqualTo("i1");
        assertThat(info.form()).isEqualTo(RecordingForm.TEXT);
        assertThat(info.checksummed()).isTrue();
        assertThat(info.fileBytes()).isEqualTo(Files.size(path()));
        assertThat(info.textBytes()).isEqualTo(Files.size(path()));
        assertThat(info.events()).isEqualTo(3);
        assertThat(info.ended()).isTrue();
        assertThat(info.durationNanos()).isEqualTo(2_500_000_000L);
        assertThat(info.tornBytes()).isEqualTo(4);
        assertThat(info.problems()).isZero();
        assertThat(info.index()).isEqualTo(IndexState.NOT_NEEDED);
    }

    @Test
    void infoNeedsAHeader() throws IOException {
        Files.writeString(path(), "x\n");

        assertThatThrownBy(() -> RecordingFile.at(path()).info())
                .isInstanceOf(CorruptRecordingException.class)
                .hasMessageContaining("line 1 (byte 0)");
    }

    @Test
    void aLinkIsFollowed() throws IOException {
        verify(ended(2));
        Path link = Files.createSymbolicLink(root.resolve("link.jsonl"), path());

        assertThat(RecordingFile.at(link).info().events()).isEqualTo(2);
    }

    @Test
    void anEndMarkIsCheckedToo() throws IOException {
        List<String> lines = growing(2);
        lines.add(end(2).replace(":2", ":3"));
        lines.add(event(2));

        assertThat(verify(lines).problems()).extracting(Problem::line).containsExactly(4L);
    }
}
