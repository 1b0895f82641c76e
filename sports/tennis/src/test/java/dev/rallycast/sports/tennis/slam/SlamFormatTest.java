package dev.rallycast.sports.tennis.slam;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rallycast.model.EventDraft;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.RetirementEvent;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlamFormatTest {
    private static final ScoreTrack TRACK = new ScoreTrack();

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();
    private final MatchSink sink = match -> matches.add(match);

    private static MatchImporter importer(boolean lenient) {
        return MatchImporter.builder().format(new SlamFormat()).lenient(lenient).build();
    }

    private static Path resource(String name) {
        URL url = Objects.requireNonNull(SlamFormatTest.class.getResource(name), name);
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static PointEvent point(TennisMatch match, int index) {
        return PointEvent.parse(match.events().get(index).data());
    }

    private static PointDetail detail(TennisMatch match, int index) {
        return point(match, index).detail();
    }

    private static List<Double> seconds(TennisMatch match) {
        return match.events().stream().map(event -> event.timeNanos() / 1e9).toList();
    }

    private static Score end(TennisMatch match) {
        List<Score> scores = Recorded.fold(TRACK.initial(match.game()), Recorded.events(match));
        return scores.get(scores.size() - 1);
    }

    // The files as they are

    @Test
    void fileOfAnEventGivesItsMatchesInOrder() {
        ImportReport report = importer(false).importTo(resource("2011-wimbledon-points.csv"), sink);

        assertThat(report).isEqualTo(new ImportReport(10, 2, 0, 9, 0, 0, List.of()));
        assertThat(matches)
                .extracting(match -> match.game().id())
                .containsExactly("2011-wimbledon-1101", "2011-wimbledon-2101");
        assertThat(matches.get(0).game().event()).isEqualTo("Wimbledon 2011");
        assertThat(matches.get(0).game().surface()).isEqualTo("grass");
        assertThat(matches.get(0).game().format()).isEqualTo("best of 5, tie-break to 7 at 6-6, final set advantage");
        assertThat(matches.get(1).game().players()).containsExactly("Quillfeather, Edda", "Inès O'Marravel");
        assertThat(matches.get(1).game().format()).isEqualTo("best of 3, tie-break to 7 at 6-6, final set advantage");
        assertThat(matches.get(0).game().details())
                .containsEntry("licence", "CC BY-NC-SA 4.0")
                .containsEntry("discipline", "men's singles")
                .containsEntry("point_start_times", "recorded")
                .containsEntry("point_end_times", "synthetic");
    }

    @Test
    void columnsOf2011AreReadByName() {
        importer(false).importTo(resource("2011-wimbledon-points.csv"), sink);
        TennisMatch match = matches.get(0);

        assertThat(point(match, 0))
                .isEqualTo(new PointEvent(1, 1, 1, 1, 1, new PointDetail(Outcome.ACE, 1, 190, 1, null, 0)));
        assertThat(detail(match, 1)).isEqualTo(new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0));
        assertThat(detail(match, 2)).isEqualTo(new PointDetail(Outcome.WINNER, 2, 160, 5, "backhand", 0));
        assertThat(detail(match, 3)).isEqualTo(new PointDetail(Outcome.UNFORCED_ERROR, 1, 188, 4, null, 0));
        assertThat(detail(match, 4)).isEqualTo(new PointDetail(Outcome.FORCED_ERROR, 1, 185, 3, null, 0));
        // A rally of 0 that is no double fault was not counted.
        assertThat(detail(match, 5)).isEqualTo(new PointDetail(null, 1, 0, PointDetail.UNKNOWN_RALLY, null, 0));
        assertThat(match.events())
                .extracting(EventDraft::mark)
                .containsExactly("set", null, null, null, null, null, null);
    }

    @Test
    void retirementFollowsTheLastPoint() {
        importer(false).importTo(resource("2011-wimbledon-points.csv"), sink);
        TennisMatch match = matches.get(0);
        EventDraft last = match.events().get(6);

        assertThat(last.kind()).isEqualTo("retirement");
        assertThat(RetirementEvent.parse(last.data())).isEqualTo(new RetirementEvent(2));
        assertThat(last.timeNanos()).isEqualTo(match.events().get(5).timeNanos());
        assertThat(end(match).winner()).isEqualTo(1);
        assertThat(end(match).retired()).isEqualTo(2);
        assertThat(matches.get(1).events()).extracting(EventDraft::kind).containsOnly("point");
    }

    @Test
    void unpaddedTimesAndTheSixtiethSecondAreRead() {
        importer(false).importTo(resource("2011-wimbledon-points.csv"), sink);

        // 0:01:60 and 0:02:3: the point at 120 s ends before the next starts.
        assertThat(seconds(matches.get(0)).subList(0, 6)).containsExactly(1.0, 43.0, 79.4, 123.0, 126.7, 175.05);
    }

    @Test
    void clockThatGoesBackIsClampedAndSyntheticRunsAreFlagged() {
        importer(false).importTo(resource("2012-ausopen-points.csv"), sink);
        TennisMatch match = matches.get(0);

        assertThat(match.events()).hasSize(14);
        assertThat(seconds(match)).isSorted();
        // The fifth point starts at 170 s, the sixth at 160 s: both are due at 170 s, the latter when it ends.
        assertThat(seconds(match).subList(4, 7)).containsExactly(170.0, 175.05, 235.05);
        assertThat(match.game().details())
                .containsEntry("clock_went_back", "1")
                .containsEntry("synthetic_clock_points", "5")
                .containsEntry("points_without_clock", "1")
                .containsEntry("point_start_times", "partly synthetic")
                .containsEntry("completed", "false")
                .doesNotContainKey("score_label_mismatches");
        // The last point has no time: 29.2 s after the one before it, which started at 560 s.
        assertThat(seconds(match).get(13)).isEqualTo(560 + 29.2 + 5.05);
    }

    @Test
    void serversOfDoublesAreNumberedByPlayer() {
        importer(false).importTo(resource("2019-wimbledon-points-doubles.csv"), sink);
        TennisMatch match = matches.get(0);

        assertThat(match.game().players())
                .containsExactly("Bram Oxenholt / Oto Brezhollow", "Joss Tindleby / Pell Harrowmoor");
        assertThat(match.game().format())
                .isEqualTo("best of 5, tie-break to 7 at 6-6, final set tie-break to 7 at 12-12");
        assertThat(match.events()).hasSize(14);
        assertThat(List.of(0, 4, 8, 12))
                .extracting(
                        i -> point(match, i).server() + "." + detail(match, i).serverInTeam())
                .containsExactly("1.2", "2.1", "1.1", "2.2");
        assertThat(detail(match, 1)).isEqualTo(new PointDetail(Outcome.WINNER, 2, 171, 3, "forehand", 2));
        assertThat(match.events())
                .extracting(EventDraft::mark)
                .containsExactly(
                        "set", null, null, null, "game", null, null, null, "game", null, null, null, "game", null);
    }

    @Test
    void layoutWithoutAClockIsTimedByTheModel() {
        importer(false).importTo(resource("2020-frenchopen-points-mixed.csv"), sink);
        TennisMatch match = matches.get(0);

        assertThat(match.game().format())
                .isEqualTo("best of 3, tie-break to 7 at 6-6, final set match tie-break to 10, no-ad");
        assertThat(end(match).completedSets())
                .containsExactly(new SetScore(6, 0, 0, 0), new SetScore(0, 6, 0, 0), new SetScore(1, 0, 11, 9));
        assertThat(end(match).winner()).isEqualTo(1);
        assertThat(detail(match, 0)).isEqualTo(new PointDetail(Outcome.ACE, 1, 0, PointDetail.UNKNOWN_RALLY, null, 0));
        assertThat(detail(match, 4)).isEqualTo(new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0));
        assertThat(point(match, 24))
                .extracting(PointEvent::set, PointEvent::game)
                .containsExactly(2, 1);
        assertThat(match.game().details())
                .containsEntry("point_start_times", "synthetic")
                .doesNotContainKeys("points_without_clock", "score_label_mismatches");
        assertThat(seconds(match)).isSorted().doesNotHaveDuplicates();
        // The first point is an ace, the second starts 23.05 s after it and has two shots.
        assertThat(seconds(match).subList(0, 2)).containsExactly(1.0, 25.4);
    }

    @Test
    void importOfTheSameFileGivesTheSameEvents() {
        importer(false).importTo(resource("2020-frenchopen-points-mixed.csv"), sink);
        importer(false).importTo(resource("2020-frenchopen-points-mixed.csv"), sink);

        assertThat(matches.get(0)).isEqualTo(matches.get(1));
    }

    // What is malformed

    private static final String HEADER =
            "match_id,ElapsedTime,PointNumber,PointWinner,PointServer,P1Ace,Rally,P1Score,P2Score";
    private static final String MATCHES_HEADER = "match_id,year,slam,match_num,player1,player2,status,winner";
    private static final String MATCH = "2012-usopen-1101,2012,usopen,1101,Bram Oxenholt,Joss Tindleby,,";

    private Path file(String... rows) throws IOException {
        return fileWith(HEADER, MATCHES_HEADER + "\n" + MATCH, rows);
    }

    private Path fileWith(String header, String matchesText, String... rows) throws IOException {
        Files.writeString(folder.resolve("matches.csv"), matchesText + "\n");
        Path points = folder.resolve("x.points.csv");
        Files.writeString(points, header + "\n" + String.join("\n", rows) + "\n");
        return points;
    }

    private ImportException refusal(Path points) {
        return Objects.requireNonNull(catchThrowableOfType(
                ImportException.class, () -> importer(false).importTo(points, sink)));
    }

    @ParameterizedTest
    @CsvSource({
        "'2012-usopen-1101,0:01:00,2,3,1,0,,30,0', PointWinner, '\"3\" is not a side'",
        "'2012-usopen-1101,0:01:00,2,x,1,0,,30,0', PointWinner, '\"x\" is not a side'",
        "'2012-usopen-1101,0:01:00,2,1,3,0,,30,0', PointServer, '\"3\" is not a server: expected 1 to 2'",
        "'2012-usopen-1101,0:01:00,2,1,,0,,30,0', PointServer, '\"\" is not a server'",
        "'2012-usopen-1101,soon,2,1,1,0,,30,0', ElapsedTime, '\"soon\" is not a time: expected h:mm:ss'",
        "'2012-usopen-1101,0:01:61,2,1,1,0,,30,0', ElapsedTime, '\"0:01:61\" is not a time'",
        "'2012-usopen-1101,-0:01:00,2,1,1,0,,30,0', ElapsedTime, 'is not a time'",
        "'2012-usopen-1101,0:01:00,1,1,1,0,,30,0', PointNumber, 'point 1 follows point 1'",
        "'2012-usopen-1101,0:01:00,102,1,1,0,,30,0', PointNumber, 'point 102 follows point 1: expected at most 100'",
        "'2012-usopen-1101,0:01:00,0,1,1,0,,30,0', PointNumber, '\"0\" on a row with a point winner'",
        "'2012-usopen-1101,0:01:00,2X,1,1,0,,30,0', PointNumber, '\"2X\" is not a number'",
        "'2012-usopen-1101,0:01:00,2,1,1,7,,30,0', P1Ace, '\"7\" is not a flag'",
        "'2012-usopen-1101,0:01:00,2,1,1,0,-4,30,0', Rally, '\"-4\" is not a number'",
        "'2012-usopen-9999,0:01:00,2,1,1,0,,30,0', match_id, 'match \"2012-usopen-9999\" is in no matches file'",
        "'2012-usopen-1101,0:01:00,2,1,1,0,,30', , 'row has 8 fields: expected 9'",
        "'2012-usopen-1101,0:01:00,2,1,1,0,,30,\"0', , 'quote at character 38 is not closed'",
        "'2012-usopen-1101,\"0:01:00\"x,2,1,1,0,,30,0', , 'text follows a closing quote at character 27'"
    })
    void malformedRowNamesFileLineAndColumn(String row, String column, String problem) throws IOException {
        Path points = file("2012-usopen-1101,0:00:00,1,1,1,0,,15,0", row);

        ImportException refusal = refusal(points);

        assertThat(refusal.file()).isEqualTo("x.points.csv");
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining(problem).hasMessageStartingWith("x.points.csv, line 3");
        assertThat(matches.size()).isEqualTo(row.contains("9999") ? 1 : 0);
    }

    @Test
    void lenientImportLeavesOutMalformedRowsAndReportsThem() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,0,,15,0",
                "2012-usopen-1101,short row",
                "",
                "2012-usopen-1101,0:02:00,2,1,1,0,,30,0",
                "2012-usopen-9999,0:00:00,1,1,1,0,,15,0",
                "2012-usopen-9999,0:01:00,2,1,1,0,,30,0",
                "2012-usopen-1101,0:03:00,4,1,1,0,,40,0");

        ImportReport report = importer(true).importTo(points, sink);

        assertThat(report.rows()).isEqualTo(6);
        assertThat(report.matches()).isEqualTo(1);
        assertThat(report.points()).isEqualTo(2);
        assertThat(report.skippedRows()).isEqualTo(4);
        assertThat(report.problems()).extracting(ImportException::line).containsExactly(3L, 6L, 8L);
        assertThat(report.problems().get(2)).hasMessageContaining("goes on after another match");
        assertThat(matches.get(0).events()).hasSize(2);
        assertThat(matches.get(0).game().details())
                .containsEntry("rows_skipped", "1")
                .doesNotContainKeys("points_restored", "score_uncertain_from_point", "score_label_mismatches");
    }

    @Test
    void partThatIsMalformedIsLeftOutAndThePointKept() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,7,3,15,0",
                "2012-usopen-1101,soon,2,2,1,0,4,15,15",
                "2012-usopen-1101,0:01:00,3,x,1,0,,15,30",
                "2012-usopen-1101,0:02:00,4,2,1,0,,15,40");

        ImportReport report = importer(true).importTo(points, sink);

        assertThat(report.skippedRows()).isZero();
        assertThat(report.incompleteRows()).isEqualTo(3);
        assertThat(report.problems()).extracting(ImportException::line).containsExactly(2L, 3L, 4L);
        assertThat(List.of(0, 1, 2, 3))
                .extracting(i -> point(matches.get(0), i).winner())
                .containsExactly(1, 2, 2, 2);
        assertThat(detail(matches.get(0), 0)).isEqualTo(PointDetail.NONE);
        assertThat(detail(matches.get(0), 1).rally()).isEqualTo(4);
        assertThat(matches.get(0).game().details())
                .containsEntry("rows_incomplete", "3")
                .containsEntry("points_without_clock", "1")
                .doesNotContainKeys("rows_skipped", "score_label_mismatches");
    }

    @Test
    void scoreAfterALostRowTellsWhoWonItsPoint() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,0,,15,0",
                "2012-usopen-1101,0:01:00,2,2",
                "2012-usopen-1101,0:02:00,3,1,1,0,,30,15");

        ImportReport report = importer(true).importTo(points, sink);

        assertThat(report.skippedRows()).isEqualTo(1);
        assertThat(report.points()).isEqualTo(3);
        assertThat(point(matches.get(0), 1)).isEqualTo(new PointEvent(2, 1, 1, 1, 2, PointDetail.NONE));
        assertThat(seconds(matches.get(0))).isSorted();
        assertThat(matches.get(0).game().details())
                .containsEntry("points_restored", "1")
                .doesNotContainKeys(
                        "points_restored_in_any_order", "score_uncertain_from_point", "score_label_mismatches");
    }

    @Test
    void orderOfLostPointsMayBeOpenWhileTheScoreIsNot() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,0,,15,0",
                "2012-usopen-1101,0:01:00,2,2",
                "2012-usopen-1101,0:02:00,3,1",
                "2012-usopen-1101,0:02:00,4,1,1,0,,40,15");

        importer(true).importTo(points, sink);

        assertThat(matches.get(0).events()).hasSize(4);
        assertThat(end(matches.get(0)).label(1)).isEqualTo("40");
        assertThat(end(matches.get(0)).label(2)).isEqualTo("15");
        assertThat(matches.get(0).game().details())
                .containsEntry("points_restored", "2")
                .containsEntry("points_restored_in_any_order", "2");
    }

    @Test
    void lostRowThatWasNoPointShiftsNothing() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,0,,15,0",
                "2012-usopen-1101,0:01:00,2,0",
                "2012-usopen-1101,0:02:00,3,1,1,0,,30,0");

        importer(true).importTo(points, sink);

        assertThat(matches.get(0).events()).hasSize(2);
        assertThat(matches.get(0).game().details())
                .doesNotContainKeys("points_restored", "score_uncertain_from_point", "score_label_mismatches");
    }

    @Test
    void scoreThatCannotBeMendedIsSaidToBeUncertain() throws IOException {
        Path points = file(
                "2012-usopen-1101,0:00:00,1,1,1,0,,,",
                "2012-usopen-1101,0:01:00,2,2",
                "2012-usopen-1101,0:02:00,3,1,1,0,,,");

        importer(true).importTo(points, sink);

        assertThat(matches.get(0).events()).hasSize(2);
        assertThat(matches.get(0).game().details()).containsEntry("score_uncertain_from_point", "2");
    }

    @Test
    void pointAfterTheMatchIsOverIsRefused() throws IOException {
        Path original = resource("2020-frenchopen-points-mixed.csv");
        String text = Files.readString(original);
        String last = text.substring(text.stripTrailing().lastIndexOf('\n') + 1);
        Path points = folder.resolve("2020-frenchopen-points-mixed.csv");
        Files.writeString(points, text + last.replace(",71,", ",72,"));
        Files.copy(resource("2020-frenchopen-matches-mixed.csv"), folder.resolve("2020-frenchopen-matches-mixed.csv"));

        ImportException refusal = refusal(points);

        assertThat(refusal).hasMessageContaining("line 73").hasMessageContaining("point after the match is over");
        assertThat(matches).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"match_id", "ElapsedTime", "PointNumber", "PointWinner", "PointServer"})
    void missingColumnIsNamed(String column) throws IOException {
        ImportException refusal = refusal(fileWith(HEADER.replace(column, "Other"), MATCHES_HEADER + "\n" + MATCH));

        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal.line()).isEqualTo(1);
        assertThat(refusal).hasMessageContaining("missing in the header");
    }

    @Test
    void columnThatOccursTwiceIsRefused() throws IOException {
        assertThat(refusal(fileWith(HEADER + ",P1Ace", MATCHES_HEADER + "\n" + MATCH)))
                .hasMessage("x.points.csv, line 1, column P1Ace: column occurs twice in the header");
    }

    @ParameterizedTest
    @CsvSource({
        "'2012-usopen-1101,2012,olympics,1101,A,B,,', slam, olympics",
        "'2012-usopen-1101,12,usopen,1101,A,B,,', year, '\"12\" is not a year'",
        "'2012-usopen-1101,2012,usopen,9101,A,B,,', match_num, names no draw",
        "'2012-usopen-1101,2012,usopen,1101,,B,,', player1, name is empty",
        "'2012-usopen-1101,2012,usopen,1101,A,B,Retired,', winner, 'after a retirement'",
        "',2012,usopen,1101,A,B,,', match_id, not a valid game id",
        "'2012-usopen-1101,2012,usopen,1101,A,B,', , 'row has 7 fields: expected 8'"
    })
    void malformedMatchNamesFileLineAndColumn(String match, String column, String problem) throws IOException {
        ImportException refusal = refusal(fileWith(HEADER, MATCHES_HEADER + "\n" + match));

        assertThat(refusal.file()).isEqualTo("matches.csv");
        assertThat(refusal.line()).isEqualTo(2);
        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining(problem);
    }

    @Test
    void matchThatOccursTwiceIsRefused() throws IOException {
        assertThat(refusal(fileWith(HEADER, MATCHES_HEADER + "\n" + MATCH + "\n" + MATCH)))
                .hasMessageContaining("matches.csv, line 3, column match_id: match 2012-usopen-1101 occurs twice");
    }

    @Test
    void fileWithoutAMatchesFileBesideItIsRefused() throws IOException {
        Path points = folder.resolve("2012-usopen-points.csv");
        Files.writeString(points, HEADER + "\n");

        assertThat(refusal(points)).hasMessageContaining("2012-usopen-matches.csv");
    }

    @Test
    void fileThatIsNotThereIsRefused() throws IOException {
        Path points = file();
        Files.delete(points);

        assertThat(refusal(points)).hasMessageContaining("x.points.csv: can't be opened");
    }

    @Test
    void emptyFileIsRefused() throws IOException {
        Path points = file();
        Files.writeString(points, "");

        assertThat(refusal(points)).hasMessageContaining("file is empty");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fileThatIsNotUtf8IsRefusedEvenIfLenient(boolean lenient) throws IOException {
        Path points = file();
        Files.write(points, (HEADER + "\n\u00ff\n").getBytes(ISO_8859_1));

        assertThatThrownBy(() -> importer(lenient).importTo(points, sink))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void byteOrderMarkAndWindowsLineEndsAreRead() throws IOException {
        Path points = file();
        Files.write(points, ("\uFEFF" + HEADER + "\r\n2012-usopen-1101,0:00:00,1,1,1,0,,15,0\r\n\r\n").getBytes(UTF_8));

        assertThat(importer(false).importTo(points, sink).points()).isEqualTo(1);
    }

    @Test
    void disagreeingScoreLabelsAreCounted() throws IOException {
        importer(false)
                .importTo(
                        file(
                                "2012-usopen-1101,0:00:00,1,1,1,0,,15,0",
                                "2012-usopen-1101,0:01:00,2,1,1,0,,15,15",
                                "2012-usopen-1101,0:02:00,3,1,1,0,,40,0"),
                        sink);

        assertThat(matches.get(0).game().details()).containsEntry("score_label_mismatches", "1");
    }

    @Test
    void matchWithoutAPointIsLeftOut() throws IOException {
        ImportReport report = importer(false).importTo(file("2012-usopen-1101,0:00:00,0,0,0,0,0,0,0"), sink);

        assertThat(report.matches()).isZero();
        assertThat(report.rows()).isEqualTo(1);
        assertThat(matches).isEmpty();
    }

    @Test
    void skippedMatchesAreCounted() {
        ImportReport report = importer(false).importTo(resource("2011-wimbledon-points.csv"), match -> false);

        assertThat(report.matches()).isZero();
        assertThat(report.existing()).isEqualTo(2);
        assertThat(report.points()).isZero();
    }

    @Test
    void sinkThatThrowsEndsALenientImportToo() {
        ImportException failure = new ImportException("sink", 0, null, "full", null);

        assertThatThrownBy(() -> importer(true).importTo(resource("2011-wimbledon-points.csv"), match -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void progressIsToldAndEndsAtTheSize() throws IOException {
        Path points = resource("2011-wimbledon-points.csv");
        List<List<Long>> told = new ArrayList<>();

        MatchImporter.builder()
                .progress((rows, read, total) -> told.add(List.of(rows, read, total)))
                .build()
                .importTo(points, sink);

        long size = Files.size(points);
        assertThat(told).hasSize(2);
        assertThat(told.get(1)).containsExactly(10L, size, size);
    }
}
