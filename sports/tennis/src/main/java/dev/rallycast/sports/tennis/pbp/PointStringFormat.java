package dev.rallycast.sports.tennis.pbp;

import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of Jeff Sackmann's {@code tennis_pointbypoint} (2011 to 2017), with one match a row and its points in one string.
 * The files are under CC BY-NC-SA 4.0 and are not part of this project; a recording made from one is under the same licence,
 * and says so in its details.
 *
 * <p>Each match becomes a game with {@code pbp-} and the {@code pbp_id} as its id; side 1 is who served first. There is no
 * clock: all times are estimated by {@link dev.rallycast.sports.tennis.PointTiming}. A lenient import leaves out matches whose
 * string is malformed or breaks the rules. The file's score only tells whether the match was best of 3 or of 5.
 */
public final class PointStringFormat implements MatchFileFormat {
    private static final List<String> COLUMNS =
            List.of("pbp_id", "date", "tny_name", "tour", "server1", "server2", "pbp", "score");

    /** Makes the format. */
    public PointStringFormat() {}

    @Override
    public String name() {
        return "pbp";
    }

    @Override
    public String title() {
        return "One string of points a match";
    }

    @Override
    public List<String> columns() {
        return COLUMNS;
    }

    @Override
    public void read(Path path, ImportRun run) {
        try (CsvFile file = CsvFile.open(path, COLUMNS, CsvFile.Repeated.REFUSED)) {
            run.readMatches(file, "pbp_id", row -> new PointStringMatch(run));
        }
    }
}
