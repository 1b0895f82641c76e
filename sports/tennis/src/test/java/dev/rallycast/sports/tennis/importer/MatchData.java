package dev.rallycast.sports.tennis.importer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.TennisMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Real matches, which are not part of the project, and independently computed facts about them. */
final class MatchData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SLAM = "tennis-slam";
    private static final String MCP = "tennis-mcp";
    private static final String PBP = "tennis-pbp";
    private static final String WIMBLEDON = "tennis-wimbledon-2023";

    private static final Map<String, List<String>> IDS = Map.of(
            SLAM,
            List.of(
                    "2011-usopen-1501",
                    "2011-usopen-1701",
                    "2011-usopen-2701",
                    "2012-ausopen-1701",
                    "2012-frenchopen-1601",
                    "2012-frenchopen-2701",
                    "2012-usopen-1503",
                    "2013-wimbledon-1701",
                    "2013-wimbledon-2601",
                    "2020-ausopen-MD104",
                    "2022-wimbledon-3601"),
            WIMBLEDON,
            List.of("2023-wimbledon-1304", "2023-wimbledon-1502"),
            MCP,
            List.of(
                    "20151120-M-Montevideo_CH-QF-Diego_Sebastian_Schwartzman-Horacio_Zeballos",
                    "20151121-M-Tour_Finals-SF-Roger_Federer-Stanislas_Wawrinka",
                    "20151122-M-Tour_Finals-F-Roger_Federer-Novak_Djokovic"),
            PBP,
            List.of(
                    "10435377",
                    "10447772",
                    "10435864",
                    "10446596",
                    "10434747",
                    "10440091",
                    "10448181",
                    "10443737",
                    "10448438",
                    "10451434",
                    "10451445",
                    "10451845",
                    "2233792",
                    "2233791"));

    private MatchData() {}

    /**
     * A match of the data.
     *
     * @param folder the folder of its format
     * @param source its id there
     */
    record Case(String folder, String source) {
        /** The id of the game. */
        String id() {
            return folder.equals(PBP) ? "pbp-" + source : source;
        }

        private Path file() {
            return dataFolder(folder)
                    .resolve(
                            switch (folder) {
                                case PBP -> "matches-pbp.csv";
                                case WIMBLEDON -> source + ".csv";
                                default -> source + ".points.csv";
                            });
        }

        TennisMatch match() {
            return match(MatchImporter.strict());
        }

        TennisMatch match(MatchImporter importer) {
            assumeTrue(Files.isRegularFile(file()), "no test data: set RALLYCAST_TESTDATA to the folder of " + folder);
            List<TennisMatch> matches = new ArrayList<>();
            ImportReport report = importer.importTo(file(), matches::add);
            assertThat(report.matches())
                    .isEqualTo(folder.equals(PBP) ? requireNonNull(IDS.get(PBP)).size() : 1);
            return matches.stream()
                    .filter(match -> match.game().id().equals(id()))
                    .findFirst()
                    .orElseThrow();
        }

        JsonNode expected() throws IOException {
            Path facts = dataFolder(folder).resolve("expected.json");
            assumeTrue(Files.isRegularFile(facts), "no test data: set RALLYCAST_TESTDATA to the folder of " + folder);
            for (JsonNode match : JSON.readTree(facts.toFile()).get("matches")) {
                if (match.path(folder.equals(PBP) ? "pbp_id" : "match_id")
                        .asText()
                        .equals(source)) {
                    return match;
                }
            }
            throw new AssertionError("no expected facts of " + this);
        }
    }

    static Stream<Case> cases() {
        return IDS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .flatMap(set -> set.getValue().stream().map(id -> new Case(set.getKey(), id)));
    }

    static Path dataFolder(String name) {
        String set = System.getenv("RALLYCAST_TESTDATA");
        // From the module's folder: the root of the checkout is two levels up.
        Path data = set == null ? Path.of("").toAbsolutePath().resolve("../../../shared/data") : Path.of(set);
        return data.resolve(name).normalize();
    }
}
