package dev.rallycast.sports.tennis.mcp;

import static java.util.Comparator.comparingInt;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchBuilder;
import dev.rallycast.sports.tennis.files.MatchMetadata;
import dev.rallycast.sports.tennis.files.MatchReader;
import dev.rallycast.sports.tennis.files.ScoreCheck;
import dev.rallycast.sports.tennis.files.SourcePoint;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.shots.Rally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one match, and reads them in the order of the points. */
final class ChartingMatch implements MatchReader {
    private final ImportRun run;
    private final MatchBuilder builder;
    private final List<Numbered> rows = new ArrayList<>();
    private int lost;

    private record Numbered(int point, CsvRow row) {}

    ChartingMatch(MatchMetadata match, ImportRun run) {
        this.run = run;
        builder = new MatchBuilder(match, run.shots());
    }

    @Override
    public void row(CsvRow row) {
        boolean isBlank = row.get(ChartedPoint.FIRST).isEmpty()
                && row.get(ChartedPoint.SECOND).isEmpty()
                && row.get("PtWinner").isEmpty();
        if (isBlank) {
            // The template of a point that was not played.
            return;
        }
        int point = row.number("Pt", 0);
        if (point == 0) {
            throw row.problem("Pt", "\"" + row.get("Pt") + "\" is not a point: expected a number from 1");
        }
        rows.add(new Numbered(point, row));
    }

    @Override
    public void rowLost() {
        lost++;
    }

    @Override
    public @Nullable TennisMatch finish() {
        rows.sort(comparingInt(Numbered::point));
        int last = 0;
        for (Numbered next : rows) {
            // Where a number is missing, a row that could not be read may have been.
            for (int number = last + 1; number < next.point() && lost > 0; number++, lost--) {
                builder.rowLost();
            }
            last = next.point();
            try {
                add(next.point(), next.row());
            } catch (ImportException e) {
                run.leftOut(e);
                builder.rowLost();
            }
        }
        for (; lost > 0; lost--) {
            builder.rowLost();
        }
        return builder.isEmpty() ? null : builder.build();
    }

    private void add(int number, CsvRow row) {
        int server = row.side("Svr", "server");
        ChartedPoint charted = null;
        try {
            charted = ChartedPoint.read(row);
        } catch (ImportException e) {
            incomplete(e, row);
        }
        int winner = winner(row, server, charted);
        if (charted != null && !charted.isChallenge() && charted.serverWon() != (winner == server)) {
            incomplete(
                    row.problem(
                            charted.column(),
                            "rally code \"" + row.get(charted.column()) + "\" is won by side " + Score.other(winner)
                                    + ", but PtWinner is " + winner),
                    row);
            charted = null;
        }
        PointDetail detail = charted == null ? PointDetail.NONE : charted.detail(winner == server);
        Rally rally = charted == null ? null : charted.rally();
        builder.add(new SourcePoint(number, SourcePoint.NO_TIME, server, winner, detail, rally, check(row)), row, "Pt");
    }

    private void incomplete(ImportException problem, CsvRow row) {
        if (row.get("PtWinner").isEmpty()) {
            // Nothing tells who won.
            throw problem;
        }
        run.incomplete(problem);
        builder.rowIncomplete(row.line());
    }

    private static int winner(CsvRow row, int server, @Nullable ChartedPoint charted) {
        if (row.get("PtWinner").isEmpty() && charted != null) {
            return charted.serverWon() ? server : Score.other(server);
        }
        return row.side("PtWinner", "side");
    }

    /** Compares the score columns, which hold the score before the point, the server's points first. */
    private static ScoreCheck check(CsvRow row) {
        String points = row.get("Pts");
        if (points.isEmpty()) {
            return ScoreCheck.NONE;
        }
        return (before, after) -> points.equals(label(before, row))
                && isOrEmpty(row.get("Gm1"), before.games(1))
                && isOrEmpty(row.get("Gm2"), before.games(2))
                && isOrEmpty(row.get("Set1"), before.setsWon(1))
                && isOrEmpty(row.get("Set2"), before.setsWon(2));
    }

    private static String label(Score before, CsvRow row) {
        int server = row.get("Svr").equals("1") ? 1 : 2;
        return before.label(server) + "-" + before.label(Score.other(server));
    }

    private static boolean isOrEmpty(String field, int count) {
        return field.isEmpty() || field.equals(Integer.toString(count));
    }
}
