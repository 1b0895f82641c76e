package dev.rallycast.sports.tennis.scoring;

/**
 * The score of a set that is over. Immutable.
 *
 * @param games1 games of side 1
 * @param games2 games of side 2
 * @param tieBreak1 tie-break points of side 1, 0 if there was no tie-break
 * @param tieBreak2 tie-break points of side 2, 0 if there was no tie-break
 */
public record SetScore(int games1, int games2, int tieBreak1, int tieBreak2) {
    /** Whether a tie-break decided the set. */
    public boolean hasTieBreak() {
        return tieBreak1 != tieBreak2;
    }

    /** The side that won the set, 1 or 2. */
    public int winner() {
        return games1 > games2 ? 1 : 2;
    }
}
