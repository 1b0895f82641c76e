package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.SetFormat;

/** The rules of a charted match. */
final class ChartedRules {
    /** Tie-break to 7 at 8-8. */
    private static final SetFormat TIE_BREAK_AT_8 = new SetFormat(6, 8, 7);

    /** First to 4 games, tie-break to 7 at 3-3. */
    private static final SetFormat SHORT_SET = new SetFormat(4, 3, 7);

    private ChartedRules() {}

    /** The rules of a match of which only the id is known: those of the Grand Slam tournament, or of the tours. */
    static MatchFormat assumed(ChartedId match) {
        GrandSlam slam = match.slam();
        return slam == null ? MatchFormat.BEST_OF_3 : MatchFormat.slam(slam, match.year(), match.discipline());
    }

    /**
     * The rules in a row of a matches file; what is empty there is assumed.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if they are malformed
     */
    static MatchFormat of(CsvRow row, ChartedId match) {
        MatchFormat assumed = assumed(match);
        int bestOf = bestOf(row, assumed.bestOf());
        SetFormat usual = SetFormat.TIE_BREAK;
        String rule = row.get("Final TB?");
        return switch (rule) {
            case "" -> format(bestOf, usual, assumed.finalSet(), false);
            case "1" -> format(bestOf, usual, SetFormat.TIE_BREAK, false);
            case "0" -> format(bestOf, usual, SetFormat.ADVANTAGE, false);
            case "A" -> format(bestOf, usual, SetFormat.TIE_BREAK_10, false);
            case "T" -> format(bestOf, usual, SetFormat.TIE_BREAK_AT_12, false);
            case "S" -> format(bestOf, usual, SetFormat.MATCH_TIE_BREAK, false);
            case "W" -> format(bestOf, usual, TIE_BREAK_AT_8, false);
            case "V" -> format(bestOf, SetFormat.ADVANTAGE, SetFormat.ADVANTAGE, false);
            case "N" -> format(bestOf, SHORT_SET, SHORT_SET, true);
            default ->
                throw row.problem("Final TB?", "\"" + rule + "\" is not known: expected 0, 1, A, T, S, W, V or N");
        };
    }

    private static MatchFormat format(int bestOf, SetFormat sets, SetFormat finalSet, boolean noAd) {
        return new MatchFormat(bestOf, sets, bestOf == 1 ? sets : finalSet, noAd);
    }

    private static int bestOf(CsvRow row, int ifEmpty) {
        String text = row.get("Best of");
        return switch (text) {
            case "" -> ifEmpty;
            case "1", "3", "5" -> Integer.parseInt(text);
            default -> throw row.problem("Best of", "\"" + text + "\" is not known: expected 1, 3 or 5");
        };
    }
}
