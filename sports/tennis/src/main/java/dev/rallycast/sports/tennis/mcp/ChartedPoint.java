package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.shots.Rally;
import dev.rallycast.sports.tennis.shots.Stroke;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the two codes of a row say of its point. Immutable.
 *
 * @param fault the code of the first serve if that was a fault, null if not
 * @param code the code that decided the point
 * @param column the column it stands in
 * @param serve the serve that started the rally, 1 or 2; 2 in a double fault
 */
record ChartedPoint(@Nullable RallyCode fault, RallyCode code, String column, int serve) {
    static final String FIRST = "1st";
    static final String SECOND = "2nd";

    /**
     * Reads the codes of a row.
     *
     * @throws ImportException if one is malformed, missing or too many
     */
    static ChartedPoint read(CsvRow row) {
        RallyCode first = code(row, FIRST);
        String second = row.get(SECOND);
        if (!first.isFault()) {
            if (!second.isEmpty()) {
                throw row.problem(
                        SECOND,
                        "rally code \"" + second + "\" after a first serve that was no fault (\"" + row.get(FIRST)
                                + "\"): expected none");
            }
            return new ChartedPoint(null, first, FIRST, 1);
        }
        if (second.isEmpty()) {
            throw row.problem(
                    SECOND,
                    "there is no rally code after the fault \"" + row.get(FIRST) + "\": expected a second serve");
        }
        RallyCode code = code(row, SECOND);
        if (code.kind() == RallyCode.Kind.TIME_VIOLATION) {
            throw row.problem(SECOND, "rally code \"V\" for a second serve: expected it for the first only");
        }
        return new ChartedPoint(first, code, SECOND, 2);
    }

    private static RallyCode code(CsvRow row, String column) {
        try {
            return RallyCode.parse(row.get(column));
        } catch (RallyCodeException e) {
            throw row.problem(column, String.valueOf(e.getMessage()));
        }
    }

    boolean isDoubleFault() {
        return code.kind() == RallyCode.Kind.FAULT;
    }

    boolean serverWon() {
        return !isDoubleFault() && code.serverWon();
    }

    /** Whether the code alone can't tell for sure who won. */
    boolean isChallenge() {
        return code.end() == 'C';
    }

    /** What is known of the point, given who won. */
    PointDetail detail(boolean serverWon) {
        if (isDoubleFault()) {
            return new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0);
        }
        return switch (code.kind()) {
            case PENALTY_OF_SERVER, PENALTY_OF_RETURNER ->
                new PointDetail(Outcome.PENALTY, 0, 0, PointDetail.UNKNOWN_RALLY, null, 0);
            case RALLY -> new PointDetail(outcome(), serve, 0, code.rally(serverWon), winnerShot(), 0);
            default -> PointDetail.NONE;
        };
    }

    /** The strokes of the point; null if the codes don't tell them. */
    @Nullable
    Rally rally() {
        List<Stroke> strokes = new ArrayList<>();
        if (fault != null && fault.kind() == RallyCode.Kind.FAULT) {
            strokes.add(Stroke.serve(true, fault.direction(), ChartedShot.miss(fault.error())));
        }
        switch (code.kind()) {
            case SERVER_WON_UNSEEN, RETURNER_WON_UNSEEN -> {
                return null;
            }
            case PENALTY_OF_SERVER, PENALTY_OF_RETURNER, TIME_VIOLATION -> {
                return new Rally(List.of(), false);
            }
            case FAULT -> strokes.add(Stroke.serve(false, code.direction(), ChartedShot.miss(code.error())));
            case RALLY -> {
                strokes.add(Stroke.serve(serve == 1, code.direction(), Stroke.Miss.NONE));
                boolean isError = code.end() == '@' || code.end() == '#';
                int last = code.shots().size() - 1;
                for (int i = 0; i <= last; i++) {
                    strokes.add(code.shots()
                            .get(i)
                            .stroke(i == last && isError ? ChartedShot.miss(code.error()) : Stroke.Miss.NONE));
                }
            }
        }
        return new Rally(strokes, false);
    }

    private @Nullable Outcome outcome() {
        return switch (code.end()) {
            case '*' -> code.shots().isEmpty() ? Outcome.ACE : Outcome.WINNER;
            case '#' -> Outcome.FORCED_ERROR;
            case '@' -> Outcome.UNFORCED_ERROR;
            default -> null;
        };
    }

    private @Nullable String winnerShot() {
        return code.end() == '*' && !code.shots().isEmpty()
                ? code.shots().get(code.shots().size() - 1).wing()
                : null;
    }
}
