package dev.rallycast.sports.tennis.slam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.sports.tennis.TennisMatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Real matches, which are not part of the project, and independently computed facts about them. */
final class SlamData {
    private static final ObjectMapper JSON = new ObjectMapper();

    private SlamData() {}

    /** Skips the test where the data is absent. */
    static void assumePresent() {
        assumeTrue(
                Files.isDirectory(folder()),
                "no test data: set RALLYCAST_TESTDATA to the folder that holds tennis-slam");
    }

    static Stream<String> ids() {
        return Stream.of(
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
                "2022-wimbledon-3601");
    }

    static TennisMatch match(String id) {
        List<TennisMatch> matches = new ArrayList<>();
        ImportReport report = SlamImporter.strict().importTo(folder().resolve(id + ".points.csv"), matches::add);
        assertThat(report.matches()).isEqualTo(1);
        return matches.get(0);
    }

    static JsonNode expected(String id) throws IOException {
        for (JsonNode match :
                JSON.readTree(folder().resolve("expected.json").toFile()).get("matches")) {
            if (match.get("match_id").asText().equals(id)) {
                return match;
            }
        }
        throw new AssertionError("no expected facts of " + id);
    }

    private static Path folder() {
        String set = System.getenv("RALLYCAST_TESTDATA");
        // From the module's folder: the root of the checkout is two levels up.
        Path data = set == null ? Path.of("").toAbsolutePath().resolve("../../../shared/data") : Path.of(set);
        return data.resolve("tennis-slam").normalize();
    }
}
