package dev.rallycast.sports.tennis.scoring;

import static dev.rallycast.sports.tennis.scoring.SetFormat.ADVANTAGE;
import static dev.rallycast.sports.tennis.scoring.SetFormat.MATCH_TIE_BREAK;
import static dev.rallycast.sports.tennis.scoring.SetFormat.TIE_BREAK;
import static dev.rallycast.sports.tennis.scoring.SetFormat.TIE_BREAK_10;
import static dev.rallycast.sports.tennis.scoring.SetFormat.TIE_BREAK_AT_12;
import static java.util.Objects.requireNonNull;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules that a match is scored by. Immutable.
 *
 * <p>Text form, the {@code format} of a game: parts separated by a comma and a space, in this order. {@code "best of N"};
 * {@code "sets to G"} unless to 6; {@code "tie-break to P at G-G"} or {@code "advantage sets"}; if the final set differs,
 * {@code "final set "} and {@code "tie-break to P at G-G"}, {@code "advantage"} or {@code "match tie-break to P"};
 * {@code "no-ad"}. So {@code "best of 5, tie-break to 7 at 6-6, final set advantage"}.
 *
 * @param bestOf the greatest number of sets: 1, 3 or 5
 * @param sets every set but the final one
 * @param finalSet the set that is played when both sides need one more
 * @param noAd whether one point decides at 40-40
 */
public record MatchFormat(int bestOf, SetFormat sets, SetFormat finalSet, boolean noAd) {
    /** Best of 3, a tie-break to 7 at 6-6 in all sets: the rule of tour events. */
    public static final MatchFormat BEST_OF_3 = new MatchFormat(3, TIE_BREAK, TIE_BREAK, false);

    /** Best of 5, a tie-break to 7 at 6-6 in all sets. */
    public static final MatchFormat BEST_OF_5 = new MatchFormat(5, TIE_BREAK, TIE_BREAK, false);

    private static final Pattern TIE_BREAK_TEXT = Pattern.compile("tie-break to (\\d{1,3}) at (\\d{1,3})-(\\d{1,3})");
    private static final Pattern MATCH_TIE_BREAK_TEXT = Pattern.compile("match tie-break to (\\d{1,3})");
    private static final String SEPARATOR = ", ";
    private static final String FINAL_SET = "final set ";

    /**
     * Checks the components.
     *
     * @throws IllegalArgumentException if {@code bestOf} is not 1, 3 or 5, {@code sets} is a match tie-break, a final set
     *     that is one does not follow other sets, or sets are to different numbers of games
     */
    public MatchFormat {
        if (bestOf != 1 && bestOf != 3 && bestOf != 5) {
            throw new IllegalArgumentException("best of " + bestOf + ": expected 1, 3 or 5");
        }
        requireNonNull(sets, "sets");
        requireNonNull(finalSet, "finalSet");
        if (sets.isMatchTieBreak()) {
            throw new IllegalArgumentException("match tie-break as an ordinary set: expected only as the final set");
        }
        if (bestOf == 1 && !finalSet.equals(sets)) {
            throw new IllegalArgumentException("best of 1 with a final set of its own: expected the same as the set");
        }
        if (!finalSet.isMatchTieBreak() && finalSet.games() != sets.games()) {
            throw new IllegalArgumentException("final set to " + finalSet.games() + " games after sets to "
                    + sets.games() + ": expected the same number");
        }
    }

    /**
     * The format of the main draw of a Grand Slam tournament.
     *
     * <p>Source: the tournaments' rules; for doubles, the scores of 2018 to 2024 agree with them. Final sets of singles:
     * Australian Open advantage until 2018, then a tie-break to 10; Roland-Garros advantage until 2021; Wimbledon advantage
     * until 2018, then a tie-break to 7 at 12-12; US Open tie-break to 7 since 1970; all four a tie-break to 10 at 6-6 from
     * Roland-Garros 2022 on. Doubles are the same, but for a tie-break to 7 where singles had an advantage set at the
     * Australian Open and Roland-Garros. Mixed doubles: no-ad and a match tie-break, but at Wimbledon like doubles. Men play
     * best of 5 in singles, and in doubles at Wimbledon until 2022.
     */
    public static MatchFormat slam(GrandSlam slam, int year, Discipline discipline) {
        requireNonNull(slam, "slam");
        requireNonNull(discipline, "discipline");
        boolean bestOf5 = discipline == Discipline.MENS_SINGLES
                || (discipline == Discipline.MENS_DOUBLES && slam == GrandSlam.WIMBLEDON && year <= 2022);
        if (discipline == Discipline.MIXED_DOUBLES && slam != GrandSlam.WIMBLEDON) {
            return new MatchFormat(3, TIE_BREAK, MATCH_TIE_BREAK, true);
        }
        SetFormat finalSet = finalSetOfSlam(slam, year);
        if (discipline.isDoubles() && slam != GrandSlam.WIMBLEDON && finalSet.equals(ADVANTAGE)) {
            finalSet = TIE_BREAK;
        }
        return new MatchFormat(bestOf5 ? 5 : 3, TIE_BREAK, finalSet, false);
    }

    private static SetFormat finalSetOfSlam(GrandSlam slam, int year) {
        return switch (slam) {
            case AUSTRALIAN_OPEN -> year <= 2018 ? ADVANTAGE : TIE_BREAK_10;
            case ROLAND_GARROS -> year <= 2021 ? ADVANTAGE : TIE_BREAK_10;
            case WIMBLEDON -> year <= 2018 ? ADVANTAGE : year <= 2021 ? TIE_BREAK_AT_12 : TIE_BREAK_10;
            case US_OPEN -> year <= 2021 ? TIE_BREAK : TIE_BREAK_10;
        };
    }

    /**
     * The format of its text form.
     *
     * @throws IllegalArgumentException if the text is not one that {@link #text()} gives
     */
    public static MatchFormat parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> new IllegalArgumentException("match format \"" + text
                        + "\" is not known: expected a form like \"" + BEST_OF_3.text() + "\""));
    }

    /** The format of its text form, or empty if the text is not one that {@link #text()} gives. */
    public static Optional<MatchFormat> tryParse(String text) {
        requireNonNull(text, "text");
        // No text of a format comes near this length; hostile ones should cost nothing.
        if (text.length() > 200) {
            return Optional.empty();
        }
        try {
            MatchFormat format = parseParts(parts(text));
            // One text for one format: what is a variant in spelling is refused.
            return format != null && format.text().equals(text) ? Optional.of(format) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable MatchFormat parseParts(Deque<String> parts) {
        String best = parts.removeFirst();
        if (!best.matches("best of \\d")) {
            return null;
        }
        int bestOf = best.charAt(best.length() - 1) - '0';
        int games = 6;
        if (startsWith(parts, "sets to ")) {
            games = Integer.parseInt(parts.removeFirst().substring("sets to ".length()));
        }
        String rule = parts.pollFirst();
        SetFormat sets = rule == null ? null : parseSet(rule.equals("advantage sets") ? "advantage" : rule, games);
        SetFormat finalSet = sets;
        if (startsWith(parts, FINAL_SET)) {
            finalSet = parseSet(parts.removeFirst().substring(FINAL_SET.length()), games);
        }
        boolean noAd = startsWith(parts, "no-ad");
        if (noAd) {
            parts.removeFirst();
        }
        return sets == null || finalSet == null || !parts.isEmpty()
                ? null
                : new MatchFormat(bestOf, sets, finalSet, noAd);
    }

    private static @Nullable SetFormat parseSet(String text, int games) {
        if (text.equals("advantage")) {
            return new SetFormat(games, SetFormat.NEVER, 0);
        }
        Matcher tieBreak = TIE_BREAK_TEXT.matcher(text);
        if (tieBreak.matches()) {
            return new SetFormat(games, Integer.parseInt(tieBreak.group(2)), Integer.parseInt(tieBreak.group(1)));
        }
        Matcher matchTieBreak = MATCH_TIE_BREAK_TEXT.matcher(text);
        return matchTieBreak.matches() ? new SetFormat(1, 0, Integer.parseInt(matchTieBreak.group(1))) : null;
    }

    private static boolean startsWith(Deque<String> parts, String prefix) {
        String next = parts.peekFirst();
        return next != null && next.startsWith(prefix);
    }

    private static Deque<String> parts(String text) {
        Deque<String> parts = new ArrayDeque<>();
        int from = 0;
        for (int at = text.indexOf(SEPARATOR); at >= 0; at = text.indexOf(SEPARATOR, from)) {
            parts.add(text.substring(from, at));
            from = at + SEPARATOR.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    /** The text form, see the class. */
    public String text() {
        StringBuilder out = new StringBuilder("best of ").append(bestOf);
        if (sets.games() != 6) {
            out.append(SEPARATOR).append("sets to ").append(sets.games());
        }
        out.append(SEPARATOR).append(sets.tieBreakAt() == SetFormat.NEVER ? "advantage sets" : text(sets));
        if (!finalSet.equals(sets)) {
            out.append(SEPARATOR).append(FINAL_SET).append(text(finalSet));
        }
        return noAd ? out.append(SEPARATOR).append("no-ad").toString() : out.toString();
    }

    private static String text(SetFormat set) {
        if (set.tieBreakAt() == SetFormat.NEVER) {
            return "advantage";
        }
        return set.isMatchTieBreak()
                ? "match tie-break to " + set.tieBreakTo()
                : "tie-break to " + set.tieBreakTo() + " at " + set.tieBreakAt() + "-" + set.tieBreakAt();
    }

    /** The sets that win the match. */
    public int setsToWin() {
        return bestOf / 2 + 1;
    }

    /** The format of a set, counted from 0. */
    public SetFormat set(int index) {
        return index == bestOf - 1 ? finalSet : sets;
    }
}
