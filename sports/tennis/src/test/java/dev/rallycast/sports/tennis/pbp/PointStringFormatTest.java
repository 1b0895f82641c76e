package dev.rallycast.sports.tennis.pbp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointStringFormatTest {
    private static final String HEADER =
            "pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag,wh_minutes";
    private static final String LOVE_SET = "SSSS;RRRR;SSSS;RRRR;SSSS;RRRR";
    private static final String LOVE_SET_ON_RETURN = "RRRR;SSSS;RRRR;SSSS;RRRR;SSSS";
    private static final String EVEN_GAMES = "SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;SSSS;";

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();

    private static String row(String id, String pbp, String score) {
        return id + ",05 Jan 31,ATPSaltmarsh-SaltmarshCup,ATP,Main,Bram Oxenholt,Oto Brezhollow,1," + pbp + "," + score
                + ",1,90";
    }

    private Path file(String... rows) throws IOException {
        return Files.writeString(folder.resolve("pbp.csv"), HEADER + "\n" + String.join("\n", rows) + "\n");
    }

    private ImportReport strict(Path file) {
        return MatchImporter.strict().importTo(file, matches::add);
    }

    private Score end(TennisMatch match) {
        ScoreTrack track = new ScoreTrack();
        List<Score> scores = Recorded.fold(track.initial(match.game()), Recorded.events(match));
        return scores.get(scores.size() - 1);
    }

    @Test
    void stringsBecomeMatches() throws IOException {
        ImportReport report = strict(file(
                row("7", "ADSSS;RRRR;SSSS;RRRR;SSSS;RRRR." + LOVE_SET, "6-0 6-0"),
                row("8", EVEN_GAMES + "S/RR/SS/RR." + LOVE_SET_ON_RETURN, "7-6(0) 6-0")));

        assertThat(report.matches()).isEqualTo(2);
        assertThat(report.points()).isEqualTo(49 + 48 + 7 + 24);
        assertThat(end(matches.get(0)).completedSets())
                .containsExactly(new SetScore(6, 0, 0, 0), new SetScore(6, 0, 0, 0));
        assertThat(end(matches.get(1)).completedSets())
                .containsExactly(new SetScore(7, 6, 7, 0), new SetScore(6, 0, 0, 0));
    }

    @Test
    void metadataSaysWhatIsKnown() throws IOException {
        strict(file(row("7", LOVE_SET + "." + LOVE_SET, "6-0 6-0")));

        assertThat(matches.get(0).game().id()).isEqualTo("pbp-7");
        assertThat(matches.get(0).game().players()).containsExactly("Bram Oxenholt", "Oto Brezhollow");
        assertThat(matches.get(0).game().event()).isEqualTo("ATPSaltmarsh-SaltmarshCup 2031");
        assertThat(matches.get(0).game().format()).isEqualTo("best of 3, tie-break to 7 at 6-6");
        assertThat(matches.get(0).game().details())
                .containsEntry("licence", "CC BY-NC-SA 4.0")
                .containsEntry("date", "2031-01-05")
                .containsEntry("discipline", "men's singles")
                .containsEntry("point_start_times", "synthetic")
                .containsEntry("point_end_times", "synthetic")
                .doesNotContainKey("aces_and_double_faults");
    }

    @Test
    void acesAndDoubleFaultsAreKnown() throws IOException {
        strict(file(row("7", "ADSSS;RRRR;SSSS;RRRR;SSSS;RRRR." + LOVE_SET, "6-0 6-0")));

        PointEvent ace = PointEvent.parse(matches.get(0).events().get(0).data());
        PointEvent fault = PointEvent.parse(matches.get(0).events().get(1).data());
        assertThat(ace.detail().outcome()).isEqualTo(Outcome.ACE);
        assertThat(ace.detail().rally()).isEqualTo(1);
        assertThat(ace.winner()).isEqualTo(1);
        assertThat(fault.detail().outcome()).isEqualTo(Outcome.DOUBLE_FAULT);
        assertThat(fault.winner()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "ATPWimbledon-Wimbledon2013, '5 Jul 13', '6-0 6-0 6-0', 'best of 5, tie-break to 7 at 6-6, final set advantage'",
        "ATPAustralianOpen-AustralianOpen, '5 Jul 13', '6-0 6-0 6-0',"
                + " 'best of 5, tie-break to 7 at 6-6, final set advantage'",
        "FedCup-FedCup, '5 Jul 13', '6-0 6-0', 'best of 3, tie-break to 7 at 6-6, final set advantage'",
        "ATPUSOpen-USOpen, '5 Jul 13', '6-0 6-0 6-0', 'best of 5, tie-break to 7 at 6-6'"
    })
    void rulesFollowFromEventYearAndNumberOfSets(String event, String date, String score, String format)
            throws IOException {
        String pbp = String.join(".", Collections.nCopies(score.split(" ", -1).length, LOVE_SET));

        strict(file(
                row("7", pbp, score).replace("ATPSaltmarsh-SaltmarshCup", event).replace("05 Jan 31", date)));

        assertThat(matches.get(0).game().format()).isEqualTo(format);
    }

    @ParameterizedTest
    @CsvSource({
        "SSSX, 4, '\"X\" is not a point'",
        "SSSSS, 5, 'expected \";\"'",
        "SSS;, 4, '\";\" at set 1, 0-0, 40-0: expected a point'",
        "SSSS., 5, 'expected \";\"'",
        "SSSS;, 6, 'the string ends after'",
        "S/SSS, 2, 'expected a point'",
        "SSSS;RR, 8, 'the string ends before the match is over'",
        "'', 1, 'the string ends before'"
    })
    void malformedStringNamesFileLineColumnAndCharacter(String pbp, int character, String problem) throws IOException {
        Path file = file(row("7", pbp, "6-0 6-0"));

        ImportException refusal =
                Objects.requireNonNull(catchThrowableOfType(ImportException.class, () -> strict(file)));

        assertThat(refusal.line()).isEqualTo(2);
        assertThat(refusal.column()).isEqualTo("pbp");
        assertThat(refusal)
                .hasMessageContaining("character " + character + ": ")
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "'7,05 Jan 31', '7,2031-01-05', date, 'is not a date'",
        "'7,05', ',05', pbp_id, 'can''t be part of a game id'",
        "'6-0 6-0', '6-0', score, 'has 1 sets won'",
        "'6-0 6-0', 'x', score, 'is not a score'",
        "'Bram Oxenholt', '', server1, 'name is empty'"
    })
    void malformedFieldNamesItsColumn(String from, String to, String column, String problem) throws IOException {
        Path file = file(row("7", LOVE_SET + "." + LOVE_SET, "6-0 6-0").replace(from, to));

        ImportException refusal =
                Objects.requireNonNull(catchThrowableOfType(ImportException.class, () -> strict(file)));

        assertThat(refusal.column()).isEqualTo(column);
        assertThat(refusal).hasMessageContaining(problem);
    }

    @Test
    void lenientImportLeavesOutMatchesWhoseStringIsMalformed() throws IOException {
        ImportReport report = MatchImporter.builder()
                .lenient(true)
                .build()
                .importTo(
                        file(
                                row("7", "SSSX", "6-0 6-0"),
                                row("8", LOVE_SET + "." + LOVE_SET, "6-0 6-0"),
                                row("8", LOVE_SET + "." + LOVE_SET, "6-0 6-0")),
                        matches::add);

        assertThat(report.matches()).isEqualTo(1);
        assertThat(report.skippedRows()).isEqualTo(2);
        assertThat(report.problems().get(1)).hasMessageContaining("match 8 occurs twice");
    }

    @Test
    void morePointsThanTheMatchHasAreRefused() throws IOException {
        Path file = file(row("7", LOVE_SET + "." + LOVE_SET + "S", "6-0 6-0"));

        assertThat(Objects.requireNonNull(catchThrowableOfType(ImportException.class, () -> strict(file))))
                .hasMessageContaining("more points after the match is over");
    }
}
