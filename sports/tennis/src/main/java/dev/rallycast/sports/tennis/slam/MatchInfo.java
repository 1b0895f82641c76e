package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import java.util.List;

/**
 * A row of a matches file.
 *
 * @param serversByPlayer whether the servers of a doubles match are numbered 1 to 4 by player, and not by team
 * @param retired the side that retired, 0 if none did or the file does not say so
 */
record MatchInfo(
        String id,
        GrandSlam slam,
        int year,
        Discipline discipline,
        MatchFormat format,
        List<String> players,
        boolean serversByPlayer,
        int retired) {
    String event() {
        return slam.title() + " " + year;
    }
}
