package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A row of a points file on which a point was played.
 *
 * @param number the file's number of the point
 * @param startSeconds when it started, {@link #NO_TIME} if the file does not say so
 * @param label1 the score of side 1 after the point as the file has it, may be empty
 */
record PointRow(
        int number, int startSeconds, int server, int winner, PointDetail detail, String label1, String label2) {
    static final List<String> REQUIRED =
            List.of("match_id", "ElapsedTime", "PointNumber", "PointWinner", "PointServer");
    static final int NO_TIME = -1;

    /** The files of 2011 and 2012 also have times like 0:00:1 and 0:01:60. */
    private static final Pattern TIME = Pattern.compile("(\\d{1,3}):([0-5]?\\d|60):([0-5]?\\d|60)");

    /**
     * Reads the current row.
     *
     * @return the point, or null if none was played on this row
     * @throws dev.rallycast.sports.tennis.ImportException if a field is malformed
     */
    static @Nullable PointRow read(CsvFile file, MatchInfo match) {
        String winner = file.get("PointWinner");
        if (winner.isEmpty() || winner.equals("0")) {
            return null;
        }
        if (!winner.equals("1") && !winner.equals("2")) {
            throw file.problem("PointWinner", "\"" + winner + "\" is not a side: expected 1 or 2, 0 or empty for none");
        }
        int number = number(file, "PointNumber", 0);
        if (number == 0) {
            throw file.problem("PointNumber", "\"" + file.get("PointNumber") + "\" on a row with a point winner");
        }
        int winnerSide = winner.charAt(0) - '0';
        int player = player(file, match);
        // Players 1 and 3 are team 1, 2 and 4 are team 2.
        int server = player % 2 == 1 ? 1 : 2;
        int serverInTeam = match.serversByPlayer() ? (player + 1) / 2 : 0;
        return new PointRow(
                number,
                seconds(file),
                server,
                winnerSide,
                detail(file, server, winnerSide, serverInTeam),
                file.get("P1Score"),
                file.get("P2Score"));
    }

    private static int player(CsvFile file, MatchInfo match) {
        String server = file.get("PointServer");
        int last = match.serversByPlayer() ? 4 : 2;
        if (server.length() != 1 || server.charAt(0) < '1' || server.charAt(0) > '0' + last) {
            throw file.problem("PointServer", "\"" + server + "\" is not a server: expected 1 to " + last);
        }
        return server.charAt(0) - '0';
    }

    private static int seconds(CsvFile file) {
        String time = file.get("ElapsedTime");
        if (time.isEmpty()) {
            return NO_TIME;
        }
        Matcher parts = TIME.matcher(time);
        if (!parts.matches()) {
            throw file.problem("ElapsedTime", "\"" + time + "\" is not a time: expected h:mm:ss");
        }
        return Integer.parseInt(parts.group(1)) * 3600
                + Integer.parseInt(parts.group(2)) * 60
                + Integer.parseInt(parts.group(3));
    }

    private static PointDetail detail(CsvFile file, int server, int winner, int serverInTeam) {
        Outcome outcome = outcome(file, server, winner);
        int rally = number(file, file.get("Rally").isEmpty() ? "RallyCount" : "Rally", PointDetail.UNKNOWN_RALLY);
        if (rally == 0 && outcome != Outcome.DOUBLE_FAULT) {
            // Where at least the serve was in play, 0 means that nobody counted.
            rally = PointDetail.UNKNOWN_RALLY;
        }
        int speed = number(file, "Speed_KMH", 0);
        if (speed > 400) {
            throw file.problem("Speed_KMH", "\"" + file.get("Speed_KMH") + "\" is too fast: expected at most 400");
        }
        return new PointDetail(
                outcome, serve(file, server, outcome), speed, rally, winnerShot(file, outcome), serverInTeam);
    }

    private static @Nullable Outcome outcome(CsvFile file, int server, int winner) {
        int loser = Score.other(winner);
        if (server == winner && flag(file, winner, "Ace")) {
            return Outcome.ACE;
        }
        if (server == loser && flag(file, loser, "DoubleFault")) {
            return Outcome.DOUBLE_FAULT;
        }
        if (flag(file, winner, "Winner")) {
            return Outcome.WINNER;
        }
        if (flag(file, loser, "ForcedError")) {
            return Outcome.FORCED_ERROR;
        }
        return flag(file, loser, "UnfErr") ? Outcome.UNFORCED_ERROR : null;
    }

    private static int serve(CsvFile file, int server, @Nullable Outcome outcome) {
        if (outcome == Outcome.DOUBLE_FAULT) {
            return 2;
        }
        int serve = number(file, "ServeNumber", 0);
        if (serve > 2) {
            throw file.problem("ServeNumber", "\"" + serve + "\" is not a serve: expected 0, 1 or 2");
        }
        if (serve == 0 && flag(file, server, "FirstSrvIn")) {
            return 1;
        }
        return serve == 0 && flag(file, server, "SecondSrvIn") ? 2 : serve;
    }

    private static @Nullable String winnerShot(CsvFile file, @Nullable Outcome outcome) {
        if (outcome != Outcome.WINNER) {
            return null;
        }
        String type = file.get("WinnerShotType");
        if (type.equals("F") || file.get("Winner_FH").equals("1")) {
            return "forehand";
        }
        return type.equals("B") || file.get("Winner_BH").equals("1") ? "backhand" : null;
    }

    private static boolean flag(CsvFile file, int side, String what) {
        String column = "P" + side + what;
        String value = file.get(column);
        if (!value.isEmpty() && !value.equals("0") && !value.equals("1")) {
            throw file.problem(column, "\"" + value + "\" is not a flag: expected 0 or 1");
        }
        return value.equals("1");
    }

    private static int number(CsvFile file, String column, int ifEmpty) {
        String value = file.get(column);
        if (value.isEmpty()) {
            return ifEmpty;
        }
        if (!value.matches("\\d{1,5}")) {
            throw file.problem(column, "\"" + value + "\" is not a number: expected 0 to 99999");
        }
        return Integer.parseInt(value);
    }
}
