package dev.rallycast.sports.tennis.files;

import dev.rallycast.sports.tennis.scoring.Score;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Who won the points of rows that were lost, as far as the score of the row after them tells.
 *
 * @param isKnown whether that row's score can be reached
 * @param winners who won them
 * @param inOrder whether no other order of them leads there
 */
record MissingPoints(boolean isKnown, List<Integer> winners, boolean inOrder) {
    /** There are two to the power of this many ways to try. */
    private static final int MOST = 8;

    private static final MissingPoints NOTHING = new MissingPoints(true, List.of(), true);
    private static final MissingPoints UNKNOWN = new MissingPoints(false, List.of(), true);

    /**
     * The points between a score and the next point that a file has: as many as the file's numbers leave room for, or the
     * greatest number below that which leads to the next row's score, since not every row is a point.
     */
    static MissingPoints between(Score score, int lastNumber, SourcePoint next) {
        int room = next.number() - lastNumber - 1;
        if (room == 0) {
            // What was lost was no point, or one that the file has twice.
            return NOTHING;
        }
        if (next.check().equals(ScoreCheck.NONE) || room > MOST) {
            return UNKNOWN;
        }
        for (int count = room; count >= 0; count--) {
            List<List<Integer>> ways = new ArrayList<>();
            search(score, count, next, new ArrayDeque<>(), ways);
            if (!ways.isEmpty()) {
                return new MissingPoints(true, ways.get(0), ways.size() == 1);
            }
        }
        return UNKNOWN;
    }

    private static void search(
            Score score, int count, SourcePoint next, Deque<Integer> sofar, List<List<Integer>> ways) {
        if (score.isOver()) {
            return;
        }
        if (count == 0) {
            boolean servedInTurn = score.server() == 0 || score.server() == next.server();
            if (servedInTurn && next.check().agrees(score, score.point(next.winner()))) {
                ways.add(List.copyOf(sofar));
            }
            return;
        }
        for (int winner = 1; winner <= 2; winner++) {
            sofar.addLast(winner);
            search(score.point(winner), count - 1, next, sofar, ways);
            sofar.removeLast();
        }
    }
}
