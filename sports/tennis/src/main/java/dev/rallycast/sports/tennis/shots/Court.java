package dev.rallycast.sports.tennis.shots;

import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;

/**
 * The measures of a court in metres, and who plays where. Source: Rules of Tennis, rules 1, 10 and 5 b.
 */
final class Court {
    /** From the net to the baseline. */
    static final double LENGTH = 11.885;

    /** From the net to the service line. */
    static final double SERVICE = 6.40;

    /** From the middle to the side line of the singles court. */
    static final double SINGLES = 4.115;

    /** From the middle to the side line of the doubles court. */
    static final double DOUBLES = 5.485;

    private Court() {}

    /**
     * The side that plays at the near end, where y is below 0. Side 1 begins there, which is an assumption, as no source says it;
     * from then on ends are changed by the rules.
     */
    static int nearSide(Score before) {
        int changes = (before.games1() + before.games2() + 1) / 2;
        for (SetScore set : before.completedSets()) {
            changes += (set.games1() + set.games2() + 1) / 2;
            if (set.hasTieBreak()) {
                changes += (set.tieBreak1() + set.tieBreak2() - 1) / 6;
            }
        }
        if (before.isTieBreak()) {
            changes += (before.points1() + before.points2()) / 6;
        }
        return changes % 2 == 0 ? 1 : 2;
    }

    /** Whether the next point is served from the right-hand half. */
    static boolean fromTheRight(Score before) {
        return (before.points1() + before.points2()) % 2 == 0;
    }
}
