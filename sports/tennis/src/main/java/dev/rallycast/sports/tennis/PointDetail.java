package dev.rallycast.sports.tennis;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a point beyond its winner. Immutable.
 *
 * @param outcome how it ended, null if not known
 * @param serve the serve that started the rally, 1 or 2 (2 in a double fault); 0 if not known
 * @param speedKmh the speed of that serve in km/h, 0 if not measured
 * @param rally shots with the serve and without the final error, 0 in a double fault; {@link #UNKNOWN_RALLY} if not known
 * @param winnerShot {@code "forehand"} or {@code "backhand"}, the shot that won the point; null if not known
 * @param serverInTeam which of a doubles team served, 1 or 2; 0 in singles and if not known
 */
public record PointDetail(
        @Nullable Outcome outcome,
        int serve,
        int speedKmh,
        int rally,
        @Nullable String winnerShot,
        int serverInTeam) {
    /** The value of {@code rally} where it is not known. */
    public static final int UNKNOWN_RALLY = -1;

    /** The greatest value of {@code rally}. */
    public static final int MAX_RALLY = 10_000;

    /** Nothing is known. */
    public static final PointDetail NONE = new PointDetail(null, 0, 0, UNKNOWN_RALLY, null, 0);

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public PointDetail {
        require(serve >= 0 && serve <= 2, "serve", serve, "0 to 2");
        require(speedKmh >= 0 && speedKmh <= 400, "speedKmh", speedKmh, "0 to 400");
        require(rally >= UNKNOWN_RALLY && rally <= MAX_RALLY, "rally", rally, "-1 to " + MAX_RALLY);
        require(serverInTeam >= 0 && serverInTeam <= 2, "serverInTeam", serverInTeam, "0 to 2");
        if (winnerShot != null && !winnerShot.equals("forehand") && !winnerShot.equals("backhand")) {
            throw new IllegalArgumentException(
                    "winnerShot \"" + winnerShot + "\": expected \"forehand\" or \"backhand\"");
        }
    }

    private static void require(boolean holds, String name, int value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(name + " " + value + " is out of range: expected " + expected);
        }
    }
}
