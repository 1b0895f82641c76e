package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Payload;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Counts of a match up to a point, by side. A double fault counts as a service point; an ace counts as a winner, too, and a
 * double fault as an unforced error. Immutable.
 */
public final class MatchStats {
    /** What is counted for each side. */
    public enum Count {
        POINTS_WON,
        SERVICE_POINTS,
        SERVICE_POINTS_WON,
        /** Service points of which it is known which serve was in. */
        SERVES_KNOWN,
        FIRST_SERVES_IN,
        FIRST_SERVE_POINTS_WON,
        /** Points that needed a second serve, double faults included. */
        SECOND_SERVE_POINTS,
        SECOND_SERVE_POINTS_WON,
        ACES,
        DOUBLE_FAULTS,
        WINNERS,
        UNFORCED_ERRORS,
        /** Chances to break the opponent's serve. */
        BREAK_POINTS,
        BREAK_POINTS_WON;

        private final String code = name().toLowerCase(Locale.ROOT);
    }

    /** The counts of both sides. */
    private record Pair(int one, int two) {
        private static final Pair NONE = new Pair(0, 0);

        Pair plusOne(int side) {
            return side == 1 ? new Pair(one + 1, two) : new Pair(one, two + 1);
        }
    }

    private final Score score;
    private final Map<Count, Pair> counts;
    private final int longestRally;
    private final int fastest1;
    private final int fastest2;

    private MatchStats(Score score, Map<Count, Pair> counts, int longestRally, int fastest1, int fastest2) {
        this.score = score;
        this.counts = counts;
        this.longestRally = longestRally;
        this.fastest1 = fastest1;
        this.fastest2 = fastest2;
    }

    /** Nothing has been played. */
    public static MatchStats start(Score score) {
        return new MatchStats(requireNonNull(score, "score"), new EnumMap<>(Count.class), 0, 0, 0);
    }

    /** A side's count; the side is 1 or 2. */
    public int get(Count count, int side) {
        Pair pair = counts.getOrDefault(count, Pair.NONE);
        return side == 1 ? pair.one() : pair.two();
    }

    /**
     * The counts after one more point.
     *
     * @throws IllegalStateException if the match is over
     */
    public MatchStats point(PointEvent point) {
        Score before = score.withServer(point.server());
        Map<Count, Pair> next = copy(counts);
        int server = point.server();
        int returner = Score.other(server);
        PointDetail detail = point.detail();
        boolean kept = point.winner() == server;
        add(next, Count.POINTS_WON, point.winner(), true);
        add(next, Count.SERVICE_POINTS, server, true);
        add(next, Count.SERVICE_POINTS_WON, server, kept);
        add(next, Count.SERVES_KNOWN, server, detail.serve() != 0);
        add(next, Count.FIRST_SERVES_IN, server, detail.serve() == 1);
        add(next, Count.FIRST_SERVE_POINTS_WON, server, detail.serve() == 1 && kept);
        add(next, Count.SECOND_SERVE_POINTS, server, detail.serve() == 2);
        add(next, Count.SECOND_SERVE_POINTS_WON, server, detail.serve() == 2 && kept);
        Outcome outcome = detail.outcome();
        add(next, Count.ACES, server, outcome == Outcome.ACE);
        add(next, Count.DOUBLE_FAULTS, server, outcome == Outcome.DOUBLE_FAULT);
        add(next, Count.WINNERS, point.winner(), outcome == Outcome.ACE || outcome == Outcome.WINNER);
        add(
                next,
                Count.UNFORCED_ERRORS,
                Score.other(point.winner()),
                outcome == Outcome.DOUBLE_FAULT || outcome == Outcome.UNFORCED_ERROR);
        add(next, Count.BREAK_POINTS, returner, before.isBreakPoint());
        add(next, Count.BREAK_POINTS_WON, returner, before.isBreakPoint() && !kept);
        return new MatchStats(
                before.point(point.winner()),
                next,
                Math.max(longestRally, detail.rally()),
                server == 1 ? Math.max(fastest1, detail.speedKmh()) : fastest1,
                server == 2 ? Math.max(fastest2, detail.speedKmh()) : fastest2);
    }

    private static Map<Count, Pair> copy(Map<Count, Pair> counts) {
        Map<Count, Pair> copy = new EnumMap<>(Count.class);
        copy.putAll(counts);
        return copy;
    }

    private static void add(Map<Count, Pair> counts, Count count, int side, boolean holds) {
        if (holds) {
            counts.put(count, counts.getOrDefault(count, Pair.NONE).plusOne(side));
        }
    }

    /** All counts as an object of pairs, with "fastest_serve_kmh" (0 if not measured) and the number "longest_rally". */
    public Payload payload() {
        StringBuilder out = new StringBuilder(512).append('{');
        for (Count count : Count.values()) {
            out.append('"').append(count.code).append("\":[").append(get(count, 1));
            out.append(',').append(get(count, 2)).append("],");
        }
        out.append("\"fastest_serve_kmh\":[").append(fastest1).append(',').append(fastest2);
        return Payload.of(out.append("],\"longest_rally\":")
                .append(longestRally)
                .append('}')
                .toString());
    }
}
