package dev.rallycast.sports.tennis.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.Game;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import dev.rallycast.sports.tennis.slam.SlamFormat;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatchImporterTest {
    private static final String SLAM = "match_id,ElapsedTime,PointNumber,PointWinner,PointServer";

    @TempDir
    private Path folder;

    private final List<TennisMatch> matches = new ArrayList<>();

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("any.txt"), text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slam | match_id,ElapsedTime,PointNumber,PointWinner,PointServer",
                "slam | \"match_id\",\"PointServer\",\"SetNo\",\"ElapsedTime\",\"PointNumber\",\"PointWinner\"",
                "mcp | match_id,Pt,Set1,Set2,Gm1,Gm2,Pts,Gm#,TbSet,Svr,1st,2nd,Notes,PtWinner",
                "pbp | pbp_id,date,tny_name,tour,draw,server1,server2,winner,pbp,score,adf_flag,wh_minutes",
                "wimbledon | match_id,player1,player2,elapsed_time,point_no,server,point_victor,rally_count"
            })
    void formatIsFoundByTheHeader(String name, String header) throws IOException {
        for (String text : List.of(header, header + "\n", "\uFEFF" + header + "\r\n1,2\r\n")) {
            assertThat(MatchImporter.strict().detect(file(text)).name()).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"match_id,Pt", "a \"b", "\"open", "{\"rallycast\":1}", "''"})
    void fileThatFitsNoFormatIsRefusedWithTheKnownOnes(String header) throws IOException {
        Path file = file(header + "\n");

        assertThatThrownBy(() -> MatchImporter.strict().importTo(file, matches::add))
                .isInstanceOf(ImportException.class)
                .hasMessageStartingWith("any.txt, line 1: the header fits no known format")
                .hasMessageContainingAll(
                        "slam (match_id, ElapsedTime, PointNumber",
                        "mcp (match_id, Pt,",
                        "pbp (pbp_id,",
                        "wimbledon (match_id, player1");
    }

    @Test
    void emptyFileAndMissingFileAreRefused() throws IOException {
        Path empty = file("");

        assertThatThrownBy(() -> MatchImporter.strict().detect(empty)).hasMessageContaining("any.txt: file is empty");
        assertThatThrownBy(() -> MatchImporter.strict().detect(folder.resolve("none.csv")))
                .hasMessageContaining("none.csv: can't be opened");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "match_id,year,slam,match_num,player1,player2 | true",
                "match_id,Player 1,Player 2,Best of | true",
                "match_id,ElapsedTime,PointNumber,PointWinner,PointServer | false",
                "something,else | false"
            })
    void listsOfMatchesAreToldFromPoints(String header, boolean companion) throws IOException {
        assertThat(MatchImporter.strict().isCompanion(file(header + "\n"))).isEqualTo(companion);
    }

    @Test
    void chosenFormatIsTakenWhateverTheFile() throws IOException {
        Path file = file("pbp_id\n");

        assertThatThrownBy(() ->
                        MatchImporter.builder().format(new SlamFormat()).build().importTo(file, matches::add))
                .hasMessageContaining("no matches file");
    }

    @Test
    void otherFormatsMayBeGiven() throws IOException {
        MatchImporter importer =
                MatchImporter.builder().formats(List.of(new Lines())).build();

        assertThat(importer.importTo(file("lines\n"), matches::add).matches()).isEqualTo(0);
        assertThatThrownBy(() -> importer.detect(file(SLAM))).hasMessageContaining("the columns of lines (lines)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchImporter.builder().formats(List.of()))
                .withMessageContaining("no formats");
    }

    @Test
    void namesOfKnownFormatsAreOneWordEach() {
        assertThat(MatchImporter.knownFormats())
                .extracting(MatchFileFormat::name)
                .containsExactly("slam", "mcp", "pbp", "wimbledon");
    }

    @Test
    void matchIsRecordedIntoStorage() throws IOException {
        Files.writeString(
                folder.resolve("matches.csv"),
                "match_id,year,slam,match_num,player1,player2\n2031-usopen-1101,2031,usopen,1101,A. Ace,B. Base\n");
        // A list of another format in the same folder is no harm.
        Files.writeString(folder.resolve("matches-charted.csv"), "match_id,Player 1,Player 2\n");
        InMemoryGameStorage storage = new InMemoryGameStorage();

        MatchImporter.strict()
                .importInto(file(SLAM + "\n2031-usopen-1101,0:00:00,1,1,1\n"), storage, MatchSink.Existing.SKIP);

        assertThat(storage.find("2031-usopen-1101").map(Game::event)).contains("US Open 2031");
    }

    /** A format that a host brings along. */
    private static final class Lines implements MatchFileFormat {
        @Override
        public String name() {
            return "lines";
        }

        @Override
        public String title() {
            return "Lines";
        }

        @Override
        public List<String> columns() {
            return List.of("lines");
        }

        @Override
        public boolean fits(FileHead head) {
            return head.text().equals("lines");
        }

        @Override
        public void read(Path file, ImportRun run) {
            assertThat(run.report().rows()).isZero();
        }
    }
}
