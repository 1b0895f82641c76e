package dev.rallycast.sports.tennis.wimbledon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WimbledonFormatTest {
    private static final String HEADER =
            "match_id,player1,player2,elapsed_time,set_no,game_no,point_no,p1_sets,p2_sets,"
                    + "p1_games,p2_games,p1_score,p2_score,server,serve_no,point_victor,p1_ace,p2_ace,p1_winner,p2_winner,"
                    + "winner_shot_type,p1_double_fault,p2_double_fault,p1_unf_err,p2_unf_err,rally_count,speed_mph";
    private static final String START = "2031-wimbledon-1301,Bram Oxenholt,Oto Brezhollow,";

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();

    private Path file(String... rows) throws IOException {
        return Files.writeString(
                folder.resolve("w.csv"), HEADER + "\n" + START + String.join("\n" + START, rows) + "\n");
    }

    private ImportReport strict(Path file) {
        return MatchImporter.strict().importTo(file, matches::add);
    }

    private PointEvent point(int index) {
        return PointEvent.parse(matches.get(0).events().get(index).data());
    }

    @Test
    void columnsBecomeDetailsOfThePoints() throws IOException {
        ImportReport report = strict(file(
                "0,1,1,1,0,0,0,0,0,0,1,1,1,1,0,1,0,0,0,0,0,0,1,125.0",
                "00:00:40,1,1,2,0,0,0,0,15,0,1,2,2,0,0,0,0,0,1,0,0,0,0,NA",
                "75,1,1,3,0,0,0,0,15,15,1,2,1,0,0,1,0,B,0,0,0,0,3,",
                "110,1,1,4,0,0,0,0,30,15,1,1,1,0,0,0,0,0,0,0,0,1,0,100",
                "150,1,1,5,0,0,0,0,40,15,1,1,1,0,0,0,0,0,0,0,0,0,5,100"));

        assertThat(report.points()).isEqualTo(5);
        assertThat(List.of(0, 1, 2, 3, 4))
                .extracting(i -> point(i).detail())
                .containsExactly(
                        new PointDetail(Outcome.ACE, 1, 201, 1, null, 0),
                        new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0),
                        new PointDetail(Outcome.WINNER, 2, 0, 3, "backhand", 0),
                        new PointDetail(Outcome.UNFORCED_ERROR, 1, 161, PointDetail.UNKNOWN_RALLY, null, 0),
                        new PointDetail(null, 1, 161, 5, null, 0));
        assertThat(matches.get(0).game().event()).isEqualTo("Wimbledon 2031");
        assertThat(matches.get(0).game().surface()).isEqualTo("grass");
        assertThat(matches.get(0).game().players()).containsExactly("Bram Oxenholt", "Oto Brezhollow");
        assertThat(matches.get(0).game().format())
                .isEqualTo("best of 5, tie-break to 7 at 6-6, final set tie-break to 10 at 6-6");
        assertThat(matches.get(0).game().details())
                .containsEntry("point_start_times", "recorded")
                .containsEntry("point_end_times", "synthetic")
                .doesNotContainKey("score_label_mismatches");
        assertThat(matches.get(0).events().get(0).timeNanos()).isEqualTo(1_000_000_000L);
    }

    @ParameterizedTest
    @CsvSource({
        "'2031-wimbledon-3301', '', '', match_id, 'no singles match of Wimbledon'",
        "'', ',1,1,1,0', ',1,1,x,0', point_no, '\"x\" is not a number'",
        "'', '0,0,1,1,1,1', '0,0,3,1,1,1', server, '\"3\" is not a server'",
        "'', '0,0,1,1,1,1', '0,0,1,1,,1', point_victor, '\"\" is not a side'",
        "'', '125.0', 'fast', speed_mph, '\"fast\" is not a speed'"
    })
    void malformedRowNamesFileLineAndColumn(String id, String from, String to, String column, String problem)
            throws IOException {
        Path file = file("0,1,1,1,0,0,0,0,0,0,1,1,1,1,0,1,0,0,0,0,0,0,1,125.0");
        String text = Files.readString(file);
        Files.writeString(file, id.isEmpty() ? text.replace(from, to) : text.replace("2031-wimbledon-1301", id));

        ImportException refusal =
                Objects.requireNonNull(catchThrowableOfType(ImportException.class, () -> strict(file)));

        assertThat(refusal.file()).isEqualTo("w.csv");
        assertThat(refusal.line()).isEqualTo(2);
        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining(problem);
    }

    @Test
    void lenientImportKeepsPointsAndRestoresLostOnes() throws IOException {
        ImportReport report = MatchImporter.builder()
                .lenient(true)
                .build()
                .importTo(
                        file(
                                "soon,1,1,1,0,0,0,0,0,0,1,1,1,1,0,1,0,0,0,0,0,0,1,fast",
                                "40,1,1,2,0,0,0,0,15,0,1,2,x,0,0,0,0,0,1,0,0,0,0,",
                                "75,1,1,3,0,0,0,0,15,15,1,2,1,0,0,1,0,B,0,0,0,0,3,"),
                        matches::add);

        assertThat(report.points()).isEqualTo(3);
        assertThat(report.skippedRows()).isEqualTo(1);
        assertThat(report.incompleteRows()).isEqualTo(1);
        assertThat(point(1).winner()).isEqualTo(2);
        assertThat(matches.get(0).game().details()).containsEntry("points_restored", "1");
    }
}
