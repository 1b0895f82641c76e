package dev.rallycast.sports.tennis.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChartingFormatTest {
    private static final String ID = "20310704-W-Saltmarsh_Cup-SF-Ines_Marravel-Kaja_Winterlund";
    private static final String HEADER = "match_id,Pt,Set1,Set2,Gm1,Gm2,Pts,Gm#,TbSet,Svr,1st,2nd,Notes,PtWinner";
    private static final String MATCHES_HEADER =
            "match_id,Player 1,Player 2,Pl 1 hand,Pl 2 hand,Date,Tournament,Round,Time,Court,Surface,Umpire,Best of,"
                    + "Final TB?,Charted by";

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();

    private static String row(int number, String points, String first, String second, String winner) {
        return ID + "," + number + ",0,0,0,0," + points + ",1,True,1," + first + "," + second + ",," + winner;
    }

    private Path file(String... rows) throws IOException {
        return Files.writeString(folder.resolve("charting.csv"), HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    private ImportReport strict(Path file) {
        return MatchImporter.strict().importTo(file, matches::add);
    }

    private ImportReport lenient(Path file) {
        return MatchImporter.builder().lenient(true).build().importTo(file, matches::add);
    }

    private ImportException refusal(Path file) {
        return Objects.requireNonNull(catchThrowableOfType(ImportException.class, () -> strict(file)));
    }

    private PointEvent point(int index) {
        return PointEvent.parse(matches.get(0).events().get(index).data());
    }

    @Test
    void codesBecomeDetailsOfThePoints() throws IOException {
        strict(file(
                row(1, "0-0", "6*", "", "1"),
                row(2, "15-0", "4n", "5d", "2"),
                row(3, "15-15", "4n", "6b19f3b2b1n@", "2"),
                row(4, "15-30", "5+f28v1z3*", "", "2"),
                row(5, "15-40", "P", "", "2")));

        assertThat(List.of(0, 1, 2, 3, 4))
                .extracting(i -> point(i).detail())
                .containsExactly(
                        new PointDetail(Outcome.ACE, 1, 0, 1, null, 0),
                        new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0),
                        new PointDetail(Outcome.UNFORCED_ERROR, 2, 0, 4, null, 0),
                        new PointDetail(Outcome.WINNER, 1, 0, 4, "backhand", 0),
                        new PointDetail(Outcome.PENALTY, 0, 0, PointDetail.UNKNOWN_RALLY, null, 0));
        assertThat(matches.get(0).game().details()).doesNotContainKey("score_label_mismatches");
    }

    @Test
    void matchWithoutAMatchesFileIsKnownByItsId() throws IOException {
        strict(file(row(1, "0-0", "S", "", "1")));

        assertThat(matches.get(0).game().id()).isEqualTo(ID);
        assertThat(matches.get(0).game().players()).containsExactly("Ines Marravel", "Kaja Winterlund");
        assertThat(matches.get(0).game().event()).isEqualTo("Saltmarsh Cup 2031");
        assertThat(matches.get(0).game().surface()).isNull();
        assertThat(matches.get(0).game().format()).isEqualTo("best of 3, tie-break to 7 at 6-6");
        assertThat(matches.get(0).game().details())
                .containsEntry("licence", "CC BY-NC-SA 4.0")
                .containsEntry("discipline", "women's singles")
                .containsEntry("date", "2031-07-04")
                .containsEntry("round", "SF")
                .containsEntry("format_source", "assumed")
                .containsEntry("point_start_times", "synthetic")
                .containsEntry("point_end_times", "synthetic");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3 | 1 | best of 3, tie-break to 7 at 6-6",
                "5 | 0 | best of 5, tie-break to 7 at 6-6, final set advantage",
                "3 | A | best of 3, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6",
                "5 | T | best of 5, tie-break to 7 at 6-6, final set tie-break to 7 at 12-12",
                "3 | S | best of 3, tie-break to 7 at 6-6, final set match tie-break to 10",
                "3 | W | best of 3, tie-break to 7 at 6-6, final set tie-break to 7 at 8-8",
                "5 | V | best of 5, advantage sets",
                "5 | N | best of 5, sets to 4, tie-break to 7 at 3-3, no-ad",
                "1 | S | best of 1, tie-break to 7 at 6-6",
                "'' | '' | best of 3, tie-break to 7 at 6-6"
            })
    void matchesFileTellsNamesSurfaceAndRules(String bestOf, String rule, String format) throws IOException {
        Files.writeString(
                folder.resolve("charting-w-matches.csv"),
                MATCHES_HEADER + "\n" + ID + ",Inès Marravel,Kaja Winterlund,R,L,20310704,Saltmarsh Cup,SF,,,Clay,,"
                        + bestOf + "," + rule + ",Ada\n");

        strict(file(row(1, "0-0", "S", "", "1")));

        assertThat(matches.get(0).game().players()).containsExactly("Inès Marravel", "Kaja Winterlund");
        assertThat(matches.get(0).game().surface()).isEqualTo("clay");
        assertThat(matches.get(0).game().format()).isEqualTo(format);
        assertThat(matches.get(0).game().details()).containsEntry("format_source", "matches file");
    }

    @Test
    void grandSlamIsKnownByItsId() throws IOException {
        String id = "20150601-M-Roland_Garros-R16-Bram_Oxenholt-Oto_Brezhollow";

        strict(file(row(1, "0-0", "S", "", "1").replace(ID, id)));

        assertThat(matches.get(0).game().surface()).isEqualTo("clay");
        assertThat(matches.get(0).game().format()).isEqualTo("best of 5, tie-break to 7 at 6-6, final set advantage");
    }

    @Test
    void pointsAreSortedAndTemplatesOfPointsLeftOut() throws IOException {
        ImportReport report = strict(
                file(row(2, "15-0", "6f1*", "", "2"), row(3, "15-15", "", "", ""), row(1, "0-0", "6*", "", "1")));

        assertThat(report.points()).isEqualTo(2);
        assertThat(point(0).winner()).isEqualTo(1);
        assertThat(point(1).winner()).isEqualTo(2);
        assertThat(matches.get(0).events())
                .extracting(event -> event.timeNanos())
                .isSorted();
    }

    @Test
    void columnsOfTheOldLayoutThatOccurTwiceCountBeforeThePoint() throws IOException {
        String header = HEADER + ",Gm1,Gm2,Set1,Set2";
        Path file = Files.writeString(
                folder.resolve("old.csv"), header + "\n" + row(1, "0-0", "6*", "", "1") + ",9,9,9,9\n");

        strict(file);

        assertThat(matches.get(0).game().details()).doesNotContainKey("score_label_mismatches");
    }

    @Test
    void winnerFollowsFromTheCodeWhereTheColumnIsEmpty() throws IOException {
        strict(file(row(1, "0-0", "6*", "", ""), row(2, "15-0", "4w", "4x", "")));

        assertThat(point(0).winner()).isEqualTo(1);
        assertThat(point(1).winner()).isEqualTo(2);
    }

    @Test
    void challengeIsWonByWhomTheColumnSays() throws IOException {
        strict(file(row(1, "0-0", "6f1C", "", "2")));

        assertThat(point(0).winner()).isEqualTo(2);
        assertThat(point(0).detail().rally()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "4f1, '', 2, 1st, 'rally code \"4f1\", character 4: found the end'",
        "4n, 6b19X, 2, 2nd, 'rally code \"6b19X\", character 5: found \"X\"'",
        "4n, '', 2, 2nd, 'no rally code after the fault \"4n\"'",
        "V, V, 2, 2nd, 'rally code \"V\" for a second serve'",
        "6*, 4*, 1, 2nd, 'after a first serve that was no fault (\"6*\")'",
        "6*, '', 2, 1st, 'rally code \"6*\" is won by side 1, but PtWinner is 2'",
        "'', '', 2, 1st, 'rally code \"\", character 1: found the end'"
    })
    void malformedCodeNamesFileLineColumnAndCharacter(
            String first, String second, String winner, String column, String problem) throws IOException {
        Path file = file(row(1, "0-0", "6*", "", "1"), row(2, "15-0", first, second, winner));

        ImportException refusal = refusal(file);

        assertThat(refusal.file()).isEqualTo("charting.csv");
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining(problem);
        assertThat(matches).isEmpty();
    }

    @Test
    void twoMalformedCodesDoNotStopALenientImport() throws IOException {
        ImportReport report = lenient(file(
                row(1, "0-0", "6*", "", "1"),
                row(2, "15-0", "4f1", "", "2"),
                row(3, "15-15", "4n", "6b19X", "1"),
                row(4, "30-15", "6f1*", "", "2")));

        assertThat(report.points()).isEqualTo(4);
        assertThat(report.skippedRows()).isZero();
        assertThat(report.incompleteRows()).isEqualTo(2);
        assertThat(report.problems())
                .extracting(ImportException::line, ImportException::column)
                .containsExactly(tuple(3L, "1st"), tuple(4L, "2nd"));
        assertThat(List.of(0, 1, 2, 3)).extracting(i -> point(i).winner()).containsExactly(1, 2, 1, 2);
        assertThat(point(1).detail()).isEqualTo(PointDetail.NONE);
        assertThat(matches.get(0).game().details())
                .containsEntry("rows_incomplete", "2")
                .doesNotContainKeys("rows_skipped", "score_label_mismatches");
    }

    @Test
    void scoreOfTheNextPointTellsWhoWonALostOne() throws IOException {
        ImportReport report = lenient(
                file(row(1, "0-0", "6*", "", "1"), row(2, "15-0", "4f1", "", ""), row(3, "15-15", "6*", "", "1")));

        assertThat(report.points()).isEqualTo(3);
        assertThat(report.skippedRows()).isEqualTo(1);
        assertThat(point(1)).isEqualTo(new PointEvent(2, 1, 1, 1, 2, PointDetail.NONE));
        assertThat(matches.get(0).game().details())
                .containsEntry("points_restored", "1")
                .doesNotContainKeys("score_uncertain_from_point", "score_label_mismatches");
    }

    @Test
    void rowThatCannotBeReadIsRestoredByTheNextOne() throws IOException {
        ImportReport report = lenient(file(row(1, "0-0", "6*", "", "1"), ID + ",2,0", row(3, "15-15", "6*", "", "1")));

        assertThat(report.points()).isEqualTo(3);
        assertThat(point(1).winner()).isEqualTo(2);
        assertThat(matches.get(0).game().details()).containsEntry("points_restored", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "'Final TB?', X, 3, X",
        "'Best of', 1, 4, 4",
    })
    void malformedRulesNameTheMatchesFile(String column, String rule, String bestOf, String value) throws IOException {
        Files.writeString(
                folder.resolve("matches.csv"),
                MATCHES_HEADER + "\n" + ID + ",A,B,R,L,20310704,Saltmarsh Cup,SF,,,Clay,," + bestOf + "," + rule
                        + ",Ada\n");

        ImportException refusal = refusal(file(row(1, "0-0", "S", "", "1")));

        assertThat(refusal.file()).isEqualTo("matches.csv");
        assertThat(refusal.line()).isEqualTo(2);
        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining("\"" + value + "\" is not known");
    }

    @Test
    void idThatIsNoneIsRefused() throws IOException {
        assertThat(refusal(file(row(1, "0-0", "S", "", "1").replace(ID, "some-match"))))
                .hasMessageContaining("line 2, column match_id: \"some-match\" is not an id of a charted match");
    }

    @Test
    void eventsAndPublicMetadataTellNothingOfLaterPoints() throws IOException {
        String[] all = {row(1, "0-0", "6*", "", "1"), row(2, "15-0", "6*", "", "1"), row(3, "30-0", "6f1*", "", "2")};
        strict(file(all));
        strict(file(Arrays.copyOf(all, 2)));

        assertThat(matches.get(0).events().subList(0, 2))
                .isEqualTo(matches.get(1).events());
        assertThat(publicParts(matches.get(0))).isEqualTo(publicParts(matches.get(1)));
    }

    private static String publicParts(TennisMatch match) {
        return List.of(
                        match.game().id(),
                        match.game().players(),
                        String.valueOf(match.game().event()),
                        String.valueOf(match.game().surface()),
                        String.valueOf(match.game().format()))
                .stream()
                .map(String::valueOf)
                .collect(Collectors.joining("|"));
    }
}
