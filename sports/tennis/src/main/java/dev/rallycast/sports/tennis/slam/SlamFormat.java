package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The point-by-point files of Jeff Sackmann's {@code tennis_slam_pointbypoint} (2011 to 2024, singles, doubles and mixed). The
 * files are under CC BY-NC-SA 4.0 and are not part of this project; a recording made from one is under the same licence, and
 * says so in its details.
 *
 * <p>A points file may hold one match or a whole event; the rows of a match follow each other. The matches file is found
 * beside it: the file that has "matches" in its name in place of "points", else every {@code matches*.csv} of this format.
 * Each match becomes a game with the {@code match_id} as its id and one {@link dev.rallycast.sports.tennis.PointEvent} a point,
 * and a {@link dev.rallycast.sports.tennis.RetirementEvent} where the matches file (of 2011) says so. One match is held in
 * memory at a time, and passed on when it is complete.
 *
 * <p>The score is replayed from the winners of the points by the rules of the event; the files' own scores are compared with
 * it ({@code score_label_mismatches} in the details), and where a lenient import has left out a row, they tell who won the
 * point. The files say when a point starts; the recording's times are when it ends, which is estimated by
 * {@link dev.rallycast.sports.tennis.PointTiming} and never later than the next start.
 */
public final class SlamFormat implements MatchFileFormat {
    /** Makes the format. */
    public SlamFormat() {}

    @Override
    public String name() {
        return "slam";
    }

    @Override
    public String title() {
        return "Grand Slam point by point";
    }

    @Override
    public List<String> columns() {
        return PointRow.REQUIRED;
    }

    @Override
    public boolean isCompanion(FileHead head) {
        return head.hasColumns(MatchesFile.REQUIRED);
    }

    @Override
    public void read(Path path, ImportRun run) {
        Map<String, MatchInfo> known = MatchesFile.read(MatchesFile.beside(path), run::listed);
        try (CsvFile file = CsvFile.open(path, PointRow.REQUIRED, CsvFile.Repeated.REFUSED)) {
            run.readMatches(file, "match_id", row -> new SlamMatch(known(row, known), run));
        }
    }

    private static MatchInfo known(CsvRow row, Map<String, MatchInfo> known) {
        String id = row.get("match_id");
        MatchInfo match = known.get(id);
        if (match == null) {
            throw row.problem("match_id", "match \"" + id + "\" is in no matches file");
        }
        return match;
    }
}
