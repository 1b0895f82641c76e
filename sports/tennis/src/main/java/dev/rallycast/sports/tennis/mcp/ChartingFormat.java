package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * The points files of the Match Charting Project of Tennis Abstract, in their present layout and in that until about 2021. The
 * files are under CC BY-NC-SA 4.0 and are not part of this project; a recording made from one is under the same licence, and
 * says so in its details.
 *
 * <p>Each match becomes a game with the {@code match_id} as its id; side 1 is who served first. Its points are put in the order
 * of their numbers. Names, surface and rules come from the project's matches file beside it (any {@code *matches*.csv} of this
 * kind), and where that has no such match, from the {@code match_id}. There is no clock: all times are estimated by
 * {@link dev.rallycast.sports.tennis.PointTiming}.
 *
 * <p>A rally code that is malformed, or that contradicts the column {@code PtWinner}, ends a strict import with its file, line,
 * column and character; a lenient one keeps the point, without what the code would have said.
 */
public final class ChartingFormat implements MatchFileFormat {
    private static final List<String> COLUMNS = List.of("match_id", "Pt", "Svr", "1st", "2nd", "PtWinner");

    /** Makes the format. */
    public ChartingFormat() {}

    @Override
    public String name() {
        return "mcp";
    }

    @Override
    public String title() {
        return "Match Charting Project";
    }

    @Override
    public List<String> columns() {
        return COLUMNS;
    }

    @Override
    public boolean isCompanion(FileHead head) {
        return head.hasColumns(ChartingMatches.COLUMNS);
    }

    @Override
    public void read(Path path, ImportRun run) {
        ChartingMatches matches = ChartingMatches.beside(path, run);
        // The old layout has columns of one name before and after the point; those before come first.
        try (CsvFile file = CsvFile.open(path, COLUMNS, CsvFile.Repeated.FIRST_COUNTS)) {
            run.readMatches(file, "match_id", row -> new ChartingMatch(matches.metadata(row), run));
        }
    }
}
