package dev.rallycast.sports.tennis.scoring;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * The score of a match between two points, and who serves next. Immutable; {@link #point} gives the score after one more.
 * Sides are 1 and 2, a doubles team is one side; 0 stands for none.
 *
 * <p>Two scores are equal if the match can go on in the same ways from both: a second deuce equals the first.
 *
 * @param format the rules
 * @param completedSets the sets that are over, in order
 * @param games1 games of side 1 in the current set; after a match that was played out 0, after a retirement as they stood
 * @param games2 games of side 2, likewise
 * @param points1 points of side 1 in the current game: 0 to 3 for 0, 15, 30 and 40, 4 for advantage; the count in a tie-break
 * @param points2 points of side 2, likewise
 * @param gameServer who serves the current game, or the first point of the current tie-break; 0 as long as it is not known
 * @param winner who won the match, 0 while it goes on
 * @param retired who retired, 0 if nobody did
 */
public record Score(
        MatchFormat format,
        List<SetScore> completedSets,
        int games1,
        int games2,
        int points1,
        int points2,
        int gameServer,
        int winner,
        int retired) {
    private static final List<String> LABELS = List.of("0", "15", "30", "40", "AD");

    /** Checks that nothing is null and copies the list. */
    public Score {
        requireNonNull(format, "format");
        completedSets = List.copyOf(completedSets);
    }

    /** The score before the first point, when it is not known yet who serves. */
    public static Score start(MatchFormat format) {
        return new Score(format, List.of(), 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * The same score with {@code side} to serve the next point. For the first point of a match, and where a record of a
     * match departs from the rotation.
     *
     * @throws IllegalArgumentException if the side is not 1 or 2
     */
    public Score withServer(int side) {
        requireSide(side);
        if (server() == side || isOver()) {
            return this;
        }
        int first = isTieBreak() && !servedByFirst(points1 + points2) ? other(side) : side;
        return new Score(format, completedSets, games1, games2, points1, points2, first, winner, retired);
    }

    /**
     * The score after a point that {@code side} won, whoever served it.
     *
     * @throws IllegalArgumentException if the side is not 1 or 2
     * @throws IllegalStateException if the match is over
     */
    public Score point(int side) {
        requireSide(side);
        requireGoingOn();
        int won = (side == 1 ? points1 : points2) + 1;
        int lost = side == 1 ? points2 : points1;
        if (isTieBreak()) {
            if (won >= setFormat().tieBreakTo() && won - lost >= 2) {
                return gameWon(side, won, lost);
            }
        } else if (won >= 4 && (format.noAd() || won - lost >= 2)) {
            return gameWon(side, 0, 0);
        } else if (won == 4 && lost == 4) {
            // Back to deuce.
            won = 3;
            lost = 3;
        }
        return new Score(
                format,
                completedSets,
                games1,
                games2,
                side == 1 ? won : lost,
                side == 1 ? lost : won,
                gameServer,
                0,
                0);
    }

    private Score gameWon(int side, int tieBreakWon, int tieBreakLost) {
        int won = (side == 1 ? games1 : games2) + 1;
        int lost = side == 1 ? games2 : games1;
        int nextServer = gameServer == 0 ? 0 : other(gameServer);
        if (tieBreakWon == 0 && !setFormat().isWonBy(won, lost)) {
            return new Score(
                    format, completedSets, side == 1 ? won : lost, side == 1 ? lost : won, 0, 0, nextServer, 0, 0);
        }
        List<SetScore> sets = new ArrayList<>(completedSets);
        sets.add(
                side == 1
                        ? new SetScore(won, lost, tieBreakWon, tieBreakLost)
                        : new SetScore(lost, won, tieBreakLost, tieBreakWon));
        boolean matchWon = setsWon(side) + 1 == format.setsToWin();
        return new Score(format, sets, 0, 0, 0, 0, nextServer, matchWon ? side : 0, 0);
    }

    /**
     * The score after {@code side} retired: it stands as it is, and the other side has won.
     *
     * @throws IllegalArgumentException if the side is not 1 or 2
     * @throws IllegalStateException if the match is over
     */
    public Score retire(int side) {
        requireSide(side);
        requireGoingOn();
        return new Score(format, completedSets, games1, games2, points1, points2, gameServer, other(side), side);
    }

    /**
     * Who serves the next point: 1 or 2; 0 before that is known and after the match.
     *
     * <p>In a tie-break the first point is served by the side whose turn it is, the next two by the other, then two each.
     * The side that served first in the tie-break receives in the first game of the next set.
     */
    public int server() {
        if (gameServer == 0 || isOver()) {
            return 0;
        }
        return isTieBreak() && !servedByFirst(points1 + points2) ? other(gameServer) : gameServer;
    }

    private static boolean servedByFirst(int point) {
        return (point + 1) / 2 % 2 == 0;
    }

    /** Whether the current game is a tie-break. */
    public boolean isTieBreak() {
        return !(isOver() && retired == 0) && setFormat().isTieBreakAt(games1, games2);
    }

    /** Whether somebody has won. */
    public boolean isOver() {
        return winner != 0;
    }

    /** Whether no point of the current game has been played. */
    public boolean isGameStart() {
        return points1 == 0 && points2 == 0;
    }

    /** Whether no point of the current set has been played. */
    public boolean isSetStart() {
        return isGameStart() && games1 == 0 && games2 == 0;
    }

    /** Whether the receiver wins the game with the next point: false in a tie-break, after the match, and with no server known. */
    public boolean isBreakPoint() {
        int server = server();
        if (server == 0 || isTieBreak()) {
            return false;
        }
        int receiving = points(other(server));
        return receiving >= 3 && (format.noAd() || receiving > points(server));
    }

    /** The sets that a side has won. */
    public int setsWon(int side) {
        int won = 0;
        for (SetScore set : completedSets) {
            if (set.winner() == side) {
                won++;
            }
        }
        return won;
    }

    /** A side's games in the current set. */
    public int games(int side) {
        return side == 1 ? games1 : games2;
    }

    /** A side's points in the current game, as they are counted here. */
    public int points(int side) {
        return side == 1 ? points1 : points2;
    }

    /** A side's points as they are called: 0, 15, 30, 40, AD; the count in a tie-break. */
    public String label(int side) {
        return isTieBreak() ? Integer.toString(points(side)) : LABELS.get(points(side));
    }

    /** The number of the current set, from 1. */
    public int setNumber() {
        return completedSets.size() + 1;
    }

    /** The number of the current game in its set, from 1; a tie-break is one game. */
    public int gameNumber() {
        return games1 + games2 + 1;
    }

    /** The other side. */
    public static int other(int side) {
        return 3 - side;
    }

    private SetFormat setFormat() {
        return format.set(completedSets.size());
    }

    private void requireGoingOn() {
        if (isOver()) {
            throw new IllegalStateException("the match is over: side " + winner + " has won");
        }
    }

    private static void requireSide(int side) {
        if (side != 1 && side != 2) {
            throw new IllegalArgumentException("side " + side + ": expected 1 or 2");
        }
    }
}
