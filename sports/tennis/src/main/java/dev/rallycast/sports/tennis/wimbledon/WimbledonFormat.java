package dev.rallycast.sports.tennis.wimbledon;

import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import java.nio.file.Path;
import java.util.List;

/**
 * The file of Wimbledon 2023 singles that was made for the Mathematical Contest in Modeling 2024, problem C, with the names of
 * the players and the score before the point on every row. It derives from Jeff Sackmann's {@code tennis_slam_pointbypoint}
 * (CC BY-NC-SA 4.0) and is not part of this project; a recording made from it is under the same licence, and says so in its
 * details.
 *
 * <p>Each match becomes a game with the {@code match_id} as its id. The clock, in seconds or as h:mm:ss, says when a point
 * starts; when it ends is estimated by {@link dev.rallycast.sports.tennis.PointTiming}. A field {@code NA} counts as empty.
 */
public final class WimbledonFormat implements MatchFileFormat {
    private static final List<String> COLUMNS = List.of(
            "match_id", "player1", "player2", "elapsed_time", "point_no", "server", "point_victor", "rally_count");

    /** Makes the format. */
    public WimbledonFormat() {}

    @Override
    public String name() {
        return "wimbledon";
    }

    @Override
    public String title() {
        return "Wimbledon 2023 featured matches";
    }

    @Override
    public List<String> columns() {
        return COLUMNS;
    }

    @Override
    public void read(Path path, ImportRun run) {
        try (CsvFile file = CsvFile.open(path, COLUMNS, CsvFile.Repeated.REFUSED)) {
            run.readMatches(file, "match_id", row -> new WimbledonMatch(row, run));
        }
    }
}
