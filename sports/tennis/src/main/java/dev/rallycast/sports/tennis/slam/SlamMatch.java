package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchBuilder;
import dev.rallycast.sports.tennis.files.MatchReader;
import dev.rallycast.sports.tennis.files.ScoreCheck;
import dev.rallycast.sports.tennis.files.SourcePoint;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one match. Where only a part of a row is malformed, a lenient import keeps the point. */
final class SlamMatch implements MatchReader {
    private final MatchInfo match;
    private final ImportRun run;
    private final MatchBuilder builder;

    SlamMatch(MatchInfo match, ImportRun run) {
        this.match = match;
        this.run = run;
        builder = new MatchBuilder(match.metadata(), run.shots());
    }

    @Override
    public void row(CsvRow row) {
        if (!PointRow.isPoint(row)) {
            return;
        }
        int number = PointRow.number(row);
        ScoreCheck check = PointRow.check(row);
        int player = PointRow.player(row, match);
        int server = player % 2 == 1 ? 1 : 2;
        int winner = winner(row, number, check);
        int serverInTeam = match.serversByPlayer() ? (player + 1) / 2 : 0;
        builder.add(
                new SourcePoint(number, seconds(row), server, winner, detail(row, server, winner, serverInTeam), check),
                row,
                "PointNumber");
    }

    private int winner(CsvRow row, int number, ScoreCheck check) {
        try {
            return PointRow.winner(row);
        } catch (ImportException e) {
            // The score after the point tells as well, if it follows on the one before.
            int told = builder.follows(number) ? builder.winnerBy(check) : 0;
            if (told == 0) {
                throw e;
            }
            incomplete(e);
            return told;
        }
    }

    private int seconds(CsvRow row) {
        try {
            return PointRow.seconds(row);
        } catch (ImportException e) {
            incomplete(e);
            return SourcePoint.NO_TIME;
        }
    }

    private PointDetail detail(CsvRow row, int server, int winner, int serverInTeam) {
        try {
            return PointRow.detail(row, server, winner, serverInTeam);
        } catch (ImportException e) {
            incomplete(e);
            return PointDetail.NONE;
        }
    }

    private void incomplete(ImportException problem) {
        run.incomplete(problem);
        builder.rowIncomplete(problem.line());
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
