package dev.rallycast.sports.tennis.files;

import dev.rallycast.sports.tennis.scoring.Score;

/** Compares what a file says of the score at a point with the score by the rules. */
@FunctionalInterface
public interface ScoreCheck {
    /** The file says nothing of the score. */
    ScoreCheck NONE = (before, after) -> true;

    /** Whether the file agrees with the score before and after the point. */
    boolean agrees(Score before, Score after);
}
