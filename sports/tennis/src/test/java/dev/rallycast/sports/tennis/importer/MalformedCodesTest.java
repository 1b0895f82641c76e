package dev.rallycast.sports.tennis.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.model.EventDraft;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.shots.ShotChecks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two rally codes of a charted match that are malformed, imported with the shots. */
class MalformedCodesTest {
    private static final String ID = "20310704-W-Saltmarsh_Cup-SF-Ines_Marravel-Kaja_Winterlund";

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();

    private ImportReport lenient(Path file) {
        return MatchImporter.builder().lenient(true).shots(true).build().importTo(file, matches::add);
    }

    private ImportException refusal(Path file) {
        return catchThrowableOfType(
                ImportException.class,
                () -> MatchImporter.builder().shots(true).build().importTo(file, matches::add));
    }

    private static List<PointEvent> points(TennisMatch match) {
        return match.events().stream()
                .filter(event -> event.kind().equals(PointEvent.KIND))
                .map(EventDraft::data)
                .map(PointEvent::parse)
                .toList();
    }

    private Path made() throws IOException {
        return Files.writeString(
                folder.resolve("charting.csv"),
                String.join(
                        "\n",
                        "match_id,Pt,Set1,Set2,Gm1,Gm2,Pts,Gm#,TbSet,Svr,1st,2nd,Notes,PtWinner",
                        ID + ",1,0,0,0,0,0-0,1,True,1,6*,,,1",
                        ID + ",2,0,0,0,0,15-0,1,True,1,4f1,,,2",
                        ID + ",3,0,0,0,0,15-15,1,True,1,4n,6b19X,,1",
                        ID + ",4,0,0,0,0,30-15,1,True,1,4f18b2f1*,,,2",
                        ""));
    }

    @Test
    void aStrictImportNamesTheFirstOneAndKeepsNothing() throws IOException {
        ImportException refusal = refusal(made());

        assertThat(refusal.getMessage()).contains("charting.csv", "line 3", "1st", "\"4f1\"", "character 4");
        assertThat(tuple(refusal.file(), refusal.line(), refusal.column())).isEqualTo(tuple("charting.csv", 3L, "1st"));
        assertThat(matches).isEmpty();
    }

    @Test
    void aLenientImportCountsAndNamesBothAndShowsEveryPoint() throws IOException {
        ImportReport report = lenient(made());

        assertThat(report.points()).isEqualTo(4);
        assertThat(report.incompleteRows()).isEqualTo(2);
        assertThat(report.problems())
                .extracting(ImportException::file, ImportException::line, ImportException::column)
                .containsExactly(tuple("charting.csv", 3L, "1st"), tuple("charting.csv", 4L, "2nd"));
        TennisMatch match = matches.get(0);
        assertThat(points(match)).extracting(PointEvent::winner).containsExactly(1, 2, 1, 2);
        assertThat(points(match).get(1).detail()).isEqualTo(PointDetail.NONE);
        assertThat(ShotChecks.check(match)).isPositive();
    }

    @Test
    void ofARealMatchOnlyTheTwoPointsLoseTheirDetails() throws IOException {
        MatchData.Case data = MatchData.cases()
                .filter(one -> one.folder().equals("tennis-mcp"))
                .findFirst()
                .orElseThrow();
        TennisMatch whole = data.match(MatchImporter.builder().shots(true).build());
        Path source = MatchData.dataFolder("tennis-mcp");
        Path list = source.resolve("matches.csv");
        assumeTrue(Files.isRegularFile(list), "no test data: set RALLYCAST_TESTDATA to the folder of tennis-mcp");
        Files.copy(list, folder.resolve("matches.csv"));
        List<String> lines = new ArrayList<>(Files.readAllLines(source.resolve(data.source() + ".points.csv")));
        int column = Arrays.asList(lines.get(0).split(",", -1)).indexOf("1st");
        for (int line : List.of(20, 41)) {
            String[] fields = lines.get(line - 1).split(",", -1);
            fields[column] = "4f1?";
            lines.set(line - 1, String.join(",", fields));
        }
        Path damaged = Files.write(folder.resolve("damaged.points.csv"), lines);

        ImportException refusal = refusal(damaged);
        assertThat(tuple(refusal.file(), refusal.line(), refusal.column()))
                .isEqualTo(tuple("damaged.points.csv", 20L, "1st"));
        ImportReport report = lenient(damaged);

        assertThat(report.incompleteRows()).isEqualTo(2);
        assertThat(report.skippedRows()).isZero();
        assertThat(report.problems()).extracting(ImportException::line).containsExactly(20L, 41L);
        TennisMatch match = matches.get(0);
        assertThat(points(match))
                .extracting(PointEvent::winner)
                .containsExactlyElementsOf(
                        points(whole).stream().map(PointEvent::winner).toList());
        assertThat(points(match).stream().filter(point -> point.detail().equals(PointDetail.NONE)))
                .hasSize(2
                        + Math.toIntExact(points(whole).stream()
                                .filter(point -> point.detail().equals(PointDetail.NONE))
                                .count()));
        assertThat(ShotChecks.check(match)).isPositive();
    }
}
