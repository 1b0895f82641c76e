package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.ScoreCheck;
import dev.rallycast.sports.tennis.files.SourcePoint;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a points file. */
final class PointRow {
    static final List<String> REQUIRED =
            List.of("match_id", "ElapsedTime", "PointNumber", "PointWinner", "PointServer");

    private PointRow() {}

    /** Whether a point was played on this row. */
    static boolean isPoint(CsvRow row) {
        String winner = row.get("PointWinner");
        return !winner.isEmpty() && !winner.equals("0");
    }

    static int number(CsvRow row) {
        int number = row.number("PointNumber", 0);
        if (number == 0) {
            throw row.problem("PointNumber", "\"" + row.get("PointNumber") + "\" on a row with a point winner");
        }
        return number;
    }

    static int winner(CsvRow row) {
        String winner = row.get("PointWinner");
        if (!winner.equals("1") && !winner.equals("2")) {
            throw row.problem("PointWinner", "\"" + winner + "\" is not a side: expected 1 or 2, 0 or empty for none");
        }
        return winner.charAt(0) - '0';
    }

    /** The player who served: in singles the side, and in doubles 1 and 3 are of team 1, 2 and 4 of team 2. */
    static int player(CsvRow row, MatchInfo match) {
        String server = row.get("PointServer");
        int last = match.serversByPlayer() ? 4 : 2;
        if (server.length() != 1 || server.charAt(0) < '1' || server.charAt(0) > '0' + last) {
            throw row.problem("PointServer", "\"" + server + "\" is not a server: expected 1 to " + last);
        }
        return server.charAt(0) - '0';
    }

    static int seconds(CsvRow row) {
        int seconds = row.seconds("ElapsedTime");
        if (seconds != SourcePoint.NO_TIME && !row.get("ElapsedTime").contains(":")) {
            throw row.problem("ElapsedTime", "\"" + row.get("ElapsedTime") + "\" is not a time: expected h:mm:ss");
        }
        return seconds;
    }

    /** Compares the score columns, which hold the score after the point, as far as they are filled in. */
    static ScoreCheck check(CsvRow row) {
        String one = row.get("P1Score");
        String two = row.get("P2Score");
        if (one.isEmpty() || two.isEmpty()) {
            return ScoreCheck.NONE;
        }
        String games1 = row.get("P1GamesWon");
        String games2 = row.get("P2GamesWon");
        return (before, after) -> agrees(one, before, after, 1)
                && agrees(two, before, after, 2)
                && (games1.isEmpty() || games1.equals(Integer.toString(gamesShown(before, after, 1))))
                && (games2.isEmpty() || games2.equals(Integer.toString(gamesShown(before, after, 2))));
    }

    private static boolean agrees(String label, Score before, Score after, int side) {
        if (!after.isGameStart()) {
            return label.equals(after.label(side));
        }
        if (label.equals("0") || label.equals("GAME")) {
            return true;
        }
        // One layout shows the final count of a tie-break.
        int sets = after.completedSets().size();
        if (sets == before.completedSets().size()) {
            return false;
        }
        SetScore set = after.completedSets().get(sets - 1);
        return set.hasTieBreak() && label.equals(Integer.toString(side == 1 ? set.tieBreak1() : set.tieBreak2()));
    }

    /** The games after a point; at the end of a set the files show its final score. */
    private static int gamesShown(Score before, Score after, int side) {
        int sets = after.completedSets().size();
        if (sets == before.completedSets().size()) {
            return after.games(side);
        }
        return side == 1
                ? after.completedSets().get(sets - 1).games1()
                : after.completedSets().get(sets - 1).games2();
    }

    /**
     * What is known beyond the winner.
     *
     * @throws ImportException if a field is malformed
     */
    static PointDetail detail(CsvRow row, int server, int winner, int serverInTeam) {
        Outcome outcome = outcome(row, server, winner);
        int rally = row.number(row.get("Rally").isEmpty() ? "RallyCount" : "Rally", PointDetail.UNKNOWN_RALLY);
        if (rally == 0 && outcome != Outcome.DOUBLE_FAULT) {
            // Where at least the serve was in play, 0 means that nobody counted.
            rally = PointDetail.UNKNOWN_RALLY;
        }
        if (rally > PointDetail.MAX_RALLY) {
            throw row.problem("Rally", rally + " is too long: expected at most " + PointDetail.MAX_RALLY);
        }
        int speed = row.number("Speed_KMH", 0);
        if (speed > 400) {
            throw row.problem("Speed_KMH", "\"" + row.get("Speed_KMH") + "\" is too fast: expected at most 400");
        }
        return new PointDetail(
                outcome, serve(row, server, outcome), speed, rally, winnerShot(row, outcome), serverInTeam);
    }

    private static @Nullable Outcome outcome(CsvRow row, int server, int winner) {
        int loser = Score.other(winner);
        if (server == winner && row.flag("P" + winner + "Ace")) {
            return Outcome.ACE;
        }
        if (server == loser && row.flag("P" + loser + "DoubleFault")) {
            return Outcome.DOUBLE_FAULT;
        }
        if (row.flag("P" + winner + "Winner")) {
            return Outcome.WINNER;
        }
        if (row.flag("P" + loser + "ForcedError")) {
            return Outcome.FORCED_ERROR;
        }
        return row.flag("P" + loser + "UnfErr") ? Outcome.UNFORCED_ERROR : null;
    }

    private static int serve(CsvRow row, int server, @Nullable Outcome outcome) {
        if (outcome == Outcome.DOUBLE_FAULT) {
            return 2;
        }
        int serve = row.number("ServeNumber", 0);
        if (serve > 2) {
            throw row.problem("ServeNumber", "\"" + serve + "\" is not a serve: expected 0, 1 or 2");
        }
        if (serve == 0 && row.flag("P" + server + "FirstSrvIn")) {
            return 1;
        }
        return serve == 0 && row.flag("P" + server + "SecondSrvIn") ? 2 : serve;
    }

    private static @Nullable String winnerShot(CsvRow row, @Nullable Outcome outcome) {
        if (outcome != Outcome.WINNER) {
            return null;
        }
        String type = row.get("WinnerShotType");
        if (type.equals("F") || row.get("Winner_FH").equals("1")) {
            return "forehand";
        }
        return type.equals("B") || row.get("Winner_BH").equals("1") ? "backhand" : null;
    }
}
