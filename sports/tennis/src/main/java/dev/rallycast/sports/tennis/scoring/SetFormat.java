package dev.rallycast.sports.tennis.scoring;

/**
 * How a set is won: by {@code games} games, two ahead, or by the tie-break that is played at {@code tieBreakAt} games all.
 * Immutable.
 *
 * @param games the games that win the set, 1 to 100; 1 in a match tie-break, which is recorded as 1-0
 * @param tieBreakAt the games each at which the tie-break is played, {@link #NEVER} in an advantage set, 0 in a match
 *     tie-break
 * @param tieBreakTo the points that win the tie-break, two ahead; 0 in an advantage set
 */
public record SetFormat(int games, int tieBreakAt, int tieBreakTo) {
    /** The value of {@code tieBreakAt} where no tie-break is played. */
    public static final int NEVER = -1;

    /** First to 6 games, two ahead, however long it takes. */
    public static final SetFormat ADVANTAGE = new SetFormat(6, NEVER, 0);

    /** First to 6 games, tie-break to 7 at 6-6. */
    public static final SetFormat TIE_BREAK = new SetFormat(6, 6, 7);

    /** First to 6 games, tie-break to 10 at 6-6. */
    public static final SetFormat TIE_BREAK_10 = new SetFormat(6, 6, 10);

    /** First to 6 games, tie-break to 7 at 12-12. */
    public static final SetFormat TIE_BREAK_AT_12 = new SetFormat(6, 12, 7);

    /** A tie-break to 10 in lieu of the set, recorded as 1-0. */
    public static final SetFormat MATCH_TIE_BREAK = new SetFormat(1, 0, 10);

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is out of range, or the tie-break would come before the set can be level
     */
    public SetFormat {
        if (games < 1 || games > 100) {
            throw new IllegalArgumentException("set to " + games + " games is out of range: expected 1 to 100");
        }
        if (tieBreakAt == NEVER) {
            if (tieBreakTo != 0) {
                throw new IllegalArgumentException(
                        "advantage set with a tie-break to " + tieBreakTo + ": expected none");
            }
        } else {
            if (tieBreakAt < games - 1 || tieBreakAt > 100) {
                throw new IllegalArgumentException(
                        "tie-break at " + tieBreakAt + " games is out of range: expected " + (games - 1) + " to 100");
            }
            if (tieBreakTo < 1 || tieBreakTo > 100) {
                throw new IllegalArgumentException(
                        "tie-break to " + tieBreakTo + " points is out of range: expected 1 to 100");
            }
        }
    }

    /** Whether the set is nothing but a tie-break. */
    public boolean isMatchTieBreak() {
        return tieBreakAt == 0;
    }

    /** Whether the tie-break is played at this score in games. */
    boolean isTieBreakAt(int games1, int games2) {
        return games1 == tieBreakAt && games2 == tieBreakAt;
    }

    /** Whether {@code ahead} games against {@code behind} win the set without a tie-break. */
    boolean isWonBy(int ahead, int behind) {
        return ahead >= games && ahead - behind >= 2;
    }
}
