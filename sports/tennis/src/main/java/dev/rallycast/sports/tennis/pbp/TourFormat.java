package dev.rallycast.sports.tennis.pbp;

import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.SetFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a match on the tours, which the files do not tell in so many words. The final set follows from the event alone:
 * a rule that was guessed from the score would give away how long the match is.
 */
final class TourFormat {
    private static final Pattern SET = Pattern.compile("(\\d{1,2})-(\\d{1,2})(\\(\\d{1,3}\\))?");

    private TourFormat() {}

    /**
     * The greatest number of sets: all matches in the files were played out, so their winner has won more than half of it.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if the score, winner first, is malformed
     */
    static int bestOf(CsvRow row) {
        int won = 0;
        for (String set : row.get("score").split(" +", -1)) {
            Matcher games = SET.matcher(set);
            if (!games.matches()) {
                throw row.problem(
                        "score",
                        "\"" + row.get("score")
                                + "\" is not a score: expected sets, winner first, like 7-6(2) 4-6 6-3");
            }
            won += Integer.parseInt(games.group(1)) > Integer.parseInt(games.group(2)) ? 1 : 0;
        }
        if (won != 2 && won != 3) {
            throw row.problem("score", "\"" + row.get("score") + "\" has " + won + " sets won: expected 2 or 3");
        }
        return 2 * won - 1;
    }

    static MatchFormat of(String event, int year, int bestOf) {
        return new MatchFormat(bestOf, SetFormat.TIE_BREAK, finalSet(event, year), false);
    }

    private static SetFormat finalSet(String event, int year) {
        String letters = event.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
        GrandSlam slam = slam(letters);
        if (slam != null) {
            return MatchFormat.slam(slam, year, Discipline.MENS_SINGLES).finalSet();
        }
        boolean advantage = (letters.contains("daviscup") && year <= 2015)
                || letters.contains("fedcup")
                || (letters.contains("olympic") && year <= 2012);
        return advantage ? SetFormat.ADVANTAGE : SetFormat.TIE_BREAK;
    }

    private static @Nullable GrandSlam slam(String letters) {
        if (letters.contains("australianopen")) {
            return GrandSlam.AUSTRALIAN_OPEN;
        }
        if (letters.contains("frenchopen") || letters.contains("rolandgarros")) {
            return GrandSlam.ROLAND_GARROS;
        }
        return letters.contains("wimbledon") ? GrandSlam.WIMBLEDON : null;
    }
}
