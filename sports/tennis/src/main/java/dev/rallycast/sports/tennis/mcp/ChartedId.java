package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the id of a charted match, such as {@code 20310704-W-Saltmarsh_Cup-SF-Ines_Marravel-Kaja_Winterlund}. Immutable.
 *
 * @param date as yyyy-mm-dd
 */
record ChartedId(String date, Discipline discipline, String tournament, String round, String player1, String player2) {
    /** Names have no hyphens, so that what is too much belongs to the tournament. */
    private static final Pattern ID =
            Pattern.compile("((?:19|20)\\d\\d)(\\d\\d)(\\d\\d)-([MW])-(.+)-([^-]+)-([^-]+)-([^-]+)");

    static @Nullable ChartedId parse(String id) {
        Matcher parts = ID.matcher(id);
        if (!parts.matches()) {
            return null;
        }
        return new ChartedId(
                parts.group(1) + "-" + parts.group(2) + "-" + parts.group(3),
                parts.group(4).equals("M") ? Discipline.MENS_SINGLES : Discipline.WOMENS_SINGLES,
                words(parts.group(5)),
                parts.group(6),
                words(parts.group(7)),
                words(parts.group(8)));
    }

    private static String words(String part) {
        return part.replace('_', ' ');
    }

    int year() {
        return Integer.parseInt(date.substring(0, 4));
    }

    /** The Grand Slam tournament, if it is one. */
    @Nullable
    GrandSlam slam() {
        for (GrandSlam slam : GrandSlam.values()) {
            if (tournament.replace('-', ' ').equals(slam.title().replace('-', ' '))) {
                return slam;
            }
        }
        return null;
    }
}
