package dev.rallycast.sports.tennis.wimbledon;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchBuilder;
import dev.rallycast.sports.tennis.files.MatchMetadata;
import dev.rallycast.sports.tennis.files.MatchReader;
import dev.rallycast.sports.tennis.files.ScoreCheck;
import dev.rallycast.sports.tennis.files.SourcePoint;
import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one match. */
final class WimbledonMatch implements MatchReader {
    private static final Pattern ID = Pattern.compile("(20\\d\\d)-wimbledon-([12])\\d{3}");
    private static final double KMH_PER_MPH = 1.609344;

    private final ImportRun run;
    private final MatchBuilder builder;

    /**
     * A reader of the match that begins with this row.
     *
     * @throws ImportException if the row does not say which match it is
     */
    WimbledonMatch(CsvRow first, ImportRun run) {
        this.run = run;
        builder = new MatchBuilder(metadata(first), run.shots());
    }

    private static MatchMetadata metadata(CsvRow row) {
        String id = row.get("match_id");
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            throw row.problem(
                    "match_id",
                    "\"" + id + "\" is no singles match of Wimbledon: expected the form 2023-wimbledon-1301");
        }
        Discipline discipline = parts.group(2).equals("1") ? Discipline.MENS_SINGLES : Discipline.WOMENS_SINGLES;
        int year = Integer.parseInt(parts.group(1));
        return new MatchMetadata(
                id,
                List.of(name(row, "player1"), name(row, "player2")),
                GrandSlam.WIMBLEDON.title() + " " + year,
                GrandSlam.WIMBLEDON.surface(),
                MatchFormat.slam(GrandSlam.WIMBLEDON, year, discipline),
                0,
                Map.of(
                        "source",
                        "Jeff Sackmann / Tennis Abstract, tennis_slam_pointbypoint, as published by COMAP",
                        "licence",
                        "CC BY-NC-SA 4.0",
                        "discipline",
                        discipline.text()));
    }

    private static String name(CsvRow row, String column) {
        String name = row.get(column);
        if (name.isEmpty()) {
            throw row.problem(column, "name is empty");
        }
        return name;
    }

    @Override
    public void row(CsvRow row) {
        int number = row.number("point_no", 0);
        if (number == 0) {
            throw row.problem("point_no", "\"" + row.get("point_no") + "\" is not a point: expected a number from 1");
        }
        int server = row.side("server", "server");
        int winner = row.side("point_victor", "side");
        builder.add(
                new SourcePoint(number, seconds(row), server, winner, detail(row, server, winner), check(row)),
                row,
                "point_no");
    }

    private int seconds(CsvRow row) {
        try {
            return text(row, "elapsed_time").isEmpty() ? SourcePoint.NO_TIME : row.seconds("elapsed_time");
        } catch (ImportException e) {
            incomplete(e);
            return SourcePoint.NO_TIME;
        }
    }

    private PointDetail detail(CsvRow row, int server, int winner) {
        try {
            Outcome outcome = outcome(row, server, winner);
            return new PointDetail(
                    outcome, serve(row, outcome), speedKmh(row), rally(row, outcome), shot(row, outcome), 0);
        } catch (ImportException e) {
            incomplete(e);
            return PointDetail.NONE;
        }
    }

    private void incomplete(ImportException problem) {
        run.incomplete(problem);
        builder.rowIncomplete(problem.line());
    }

    private static @Nullable Outcome outcome(CsvRow row, int server, int winner) {
        int loser = Score.other(winner);
        if (server == winner && row.flag("p" + winner + "_ace")) {
            return Outcome.ACE;
        }
        if (server == loser && row.flag("p" + loser + "_double_fault")) {
            return Outcome.DOUBLE_FAULT;
        }
        if (row.flag("p" + winner + "_winner")) {
            return Outcome.WINNER;
        }
        return row.flag("p" + loser + "_unf_err") ? Outcome.UNFORCED_ERROR : null;
    }

    private static int serve(CsvRow row, @Nullable Outcome outcome) {
        if (outcome == Outcome.DOUBLE_FAULT) {
            return 2;
        }
        return text(row, "serve_no").isEmpty() ? 0 : row.side("serve_no", "serve");
    }

    private static int speedKmh(CsvRow row) {
        String mph = text(row, "speed_mph");
        if (mph.isEmpty()) {
            return 0;
        }
        if (!mph.matches("\\d{1,3}(\\.\\d{1,6})?") || Double.parseDouble(mph) > 200) {
            throw row.problem("speed_mph", "\"" + mph + "\" is not a speed: expected a number up to 200");
        }
        return (int) Math.round(Double.parseDouble(mph) * KMH_PER_MPH);
    }

    private static int rally(CsvRow row, @Nullable Outcome outcome) {
        int rally = text(row, "rally_count").isEmpty() ? 0 : row.number("rally_count", 0);
        if (rally > PointDetail.MAX_RALLY) {
            throw row.problem("rally_count", rally + " is too long: expected at most " + PointDetail.MAX_RALLY);
        }
        // Where at least the serve was in play, 0 means that nobody counted.
        return rally == 0 && outcome != Outcome.DOUBLE_FAULT ? PointDetail.UNKNOWN_RALLY : rally;
    }

    private static @Nullable String shot(CsvRow row, @Nullable Outcome outcome) {
        String type = row.get("winner_shot_type");
        if (outcome != Outcome.WINNER) {
            return null;
        }
        return type.equals("F") ? "forehand" : type.equals("B") ? "backhand" : null;
    }

    /** Compares the score columns, which hold the score before the point. */
    private static ScoreCheck check(CsvRow row) {
        String one = row.get("p1_score");
        String two = row.get("p2_score");
        if (one.isEmpty() || two.isEmpty()) {
            return ScoreCheck.NONE;
        }
        return (before, after) -> one.equals(before.label(1))
                && two.equals(before.label(2))
                && isOrEmpty(row.get("p1_games"), before.games(1))
                && isOrEmpty(row.get("p2_games"), before.games(2))
                && isOrEmpty(row.get("p1_sets"), before.setsWon(1))
                && isOrEmpty(row.get("p2_sets"), before.setsWon(2));
    }

    private static boolean isOrEmpty(String field, int count) {
        return field.isEmpty() || field.equals(Integer.toString(count));
    }

    private static String text(CsvRow row, String column) {
        String text = row.get(column);
        return text.equals("NA") ? "" : text;
    }

    @Override
    public void rowLost() {
        builder.rowLost();
    }

    @Override
    public @Nullable TennisMatch finish() {
        return builder.isEmpty() ? null : builder.build();
    }
}
