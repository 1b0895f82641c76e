package dev.rallycast.sports.tennis.simulator;

import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.shots.SplitMix;

/**
 * Draws how a point went, after its winner is known. An odd rally is won by the server, an even one by the returner.
 *
 * <p>The shares are rounded from charted and Grand Slam matches (men, hard courts): 62 % of first serves in, 73 % of points
 * won behind the first serve and 51 % behind the second, 4.2 shots a point.
 */
final class PointSampler {
    /** Shares of points on which the second serve started the rally, given how the point ended. */
    private static final double SECOND_IF_ACE = 0.10;

    private static final double SECOND_IF_WON = 0.33;
    private static final double SECOND_IF_LOST = 0.48;

    /** The chance that a rally ends with the pair of shots at hand; it gives the mean length. */
    private static final double RALLY_ENDS = 0.38;

    private static final double WINNER = 0.36;
    private static final double FORCED = 0.55;
    private static final double FOREHAND = 0.62;

    private static final int LONGEST_RALLY = 61;
    private static final double SECOND_SERVE_SLOWER_KMH = 36;

    private PointSampler() {}

    static PointDetail sample(SimulatedPlayer server, boolean serverWon, SplitMix random) {
        if (serverWon && random.chance(server.aces() / server.servePointsWon())) {
            int serve = random.chance(SECOND_IF_ACE) ? 2 : 1;
            return new PointDetail(Outcome.ACE, serve, speed(server, serve, random), 1, null, 0);
        }
        if (!serverWon && random.chance(server.doubleFaults() / (1 - server.servePointsWon()))) {
            return new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0);
        }
        int serve = random.chance(serverWon ? SECOND_IF_WON : SECOND_IF_LOST) ? 2 : 1;
        int rally = serverWon ? 1 : 2;
        while (rally < LONGEST_RALLY && !random.chance(RALLY_ENDS)) {
            rally += 2;
        }
        // A rally of 1 that is no ace ends with an error of the returner.
        boolean winner = rally > 1 && random.chance(WINNER);
        Outcome error = random.chance(FORCED) ? Outcome.FORCED_ERROR : Outcome.UNFORCED_ERROR;
        String shot = random.chance(FOREHAND) ? "forehand" : "backhand";
        return new PointDetail(
                winner ? Outcome.WINNER : error, serve, speed(server, serve, random), rally, winner ? shot : null, 0);
    }

    private static int speed(SimulatedPlayer server, int serve, SplitMix random) {
        return serve == 1
                ? (int) Math.round(random.nextBell(server.firstServeKmh(), 11))
                : (int) Math.round(random.nextBell(server.firstServeKmh() - SECOND_SERVE_SLOWER_KMH, 9));
    }
}
