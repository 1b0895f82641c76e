package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --import} does with malformed rally codes. */
class DemoMatchesTest {
    @TempDir
    private Path folder;

    private final InMemoryGameStorage storage = new InMemoryGameStorage();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final DemoMatches matches = new DemoMatches(
            storage, new PrintStream(said, true, StandardCharsets.UTF_8), new VirtualClock(), new Random(1));
    private Path file;

    @BeforeEach
    void twoCodesAreMalformed() throws IOException {
        String id = "20310704-W-Saltmarsh_Cup-SF-Ines_Marravel-Kaja_Winterlund";
        file = Files.writeString(
                folder.resolve("charting.csv"),
                String.join(
                        "\n",
                        "match_id,Pt,Set1,Set2,Gm1,Gm2,Pts,Gm#,TbSet,Svr,1st,2nd,Notes,PtWinner",
                        id + ",1,0,0,0,0,0-0,1,True,1,6*,,,1",
                        id + ",2,0,0,0,0,15-0,1,True,1,4f1,,,2",
                        id + ",3,0,0,0,0,15-15,1,True,1,4n,6b19X,,1",
                        ""));
    }

    @Test
    void aStrictImportEndsAtTheFirstWithItsPlace() {
        assertThatThrownBy(() -> matches.importFiles(null, List.of(file), false))
                .isInstanceOf(ImportException.class)
                .hasMessageContainingAll("charting.csv", "line 3", "1st", "4f1");
        assertThat(storage.list()).isEmpty();
    }

    @Test
    void aLenientImportGoesOnAndNamesBoth() {
        matches.importFiles(null, List.of(file), true);

        assertThat(storage.list()).hasSize(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("1 matches with 3 points imported", "0 rows left out, 2 in part")
                .containsPattern("left out: .*charting.csv.*line 3.*1st.*4f1")
                .containsPattern("left out: .*charting.csv.*line 4.*2nd.*6b19X");
    }
}
