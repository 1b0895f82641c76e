package dev.rallycast.sports.tennis.shots;

import static java.util.Objects.requireNonNull;

import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.shots.Stroke.Kind;
import dev.rallycast.sports.tennis.shots.Stroke.Miss;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Invents the strokes of a point for which nobody wrote them down, so that they agree with what is known of it. The number of
 * shots with the serve and without the final error is odd if the server won the point and even if not, always.
 *
 * <p>The shares are rounded from the impression that charted matches give and are not statistics of anything.
 */
public final class RallyInventor {
    /** Longer ones are what a source did not count but measure in another way. */
    private static final int LONGEST = 80;

    private static final double ENDS = 0.4;
    private static final double ERROR_IF_UNKNOWN = 0.6;
    private static final double SECOND_SERVE_IF_UNKNOWN = 0.37;

    private RallyInventor() {}

    /** The strokes of a point; none in a penalty. */
    public static Rally invent(PointDetail point, boolean serverWon, SplitMix random) {
        requireNonNull(point, "point");
        requireNonNull(random, "random");
        List<Stroke> strokes = new ArrayList<>();
        if (point.outcome() == Outcome.PENALTY) {
            return new Rally(strokes, true);
        }
        if (point.outcome() == Outcome.DOUBLE_FAULT) {
            strokes.add(Stroke.serve(true, serveDirection(random), fault(random)));
            strokes.add(Stroke.serve(false, serveDirection(random), fault(random)));
            return new Rally(strokes, true);
        }
        boolean second =
                point.serve() == 2 || (point.serve() == 0 && isOpen(point) && random.chance(SECOND_SERVE_IF_UNKNOWN));
        if (second) {
            strokes.add(Stroke.serve(true, serveDirection(random), fault(random)));
        }
        strokes.add(Stroke.serve(!second, serveDirection(random), Miss.NONE));
        int rally = length(point, serverWon, random);
        boolean error = endsWithError(point, rally, random);
        int count = error ? rally + 1 : rally;
        for (int shot = 2; shot <= count; shot++) {
            boolean last = shot == count;
            strokes.add(stroke(shot, last && !error ? point.winnerShot() : null, last && error, last, random));
        }
        return new Rally(strokes, true);
    }

    private static boolean isOpen(PointDetail point) {
        return point.outcome() != Outcome.ACE;
    }

    private static int length(PointDetail point, boolean serverWon, SplitMix random) {
        int parity = serverWon ? 1 : 0;
        int known = point.rally();
        if (point.outcome() == Outcome.ACE) {
            return 1;
        }
        if (known > 0 && known <= LONGEST && known % 2 == parity) {
            return known;
        }
        int rally = serverWon ? 1 : 2;
        if (point.outcome() == Outcome.WINNER && rally == 1) {
            rally = 3;
        }
        while (rally < 15 && !random.chance(ENDS)) {
            rally += 2;
        }
        return rally;
    }

    private static boolean endsWithError(PointDetail point, int rally, SplitMix random) {
        if (point.outcome() == null) {
            return rally == 1 || random.chance(ERROR_IF_UNKNOWN);
        }
        return point.outcome() == Outcome.FORCED_ERROR || point.outcome() == Outcome.UNFORCED_ERROR;
    }

    private static Stroke stroke(int shot, @Nullable String wing, boolean miss, boolean last, SplitMix random) {
        String side = wing != null ? wing : random.chance(shot == 2 ? 0.45 : 0.58) ? "forehand" : "backhand";
        int direction = 1 + random.nextInt(3);
        int depth = shot == 2 ? 7 + Math.min(2, random.nextInt(4)) : 0;
        return new Stroke(
                kind(shot, side, last && !miss, random),
                side,
                direction,
                depth,
                false,
                miss ? miss(random) : Miss.NONE);
    }

    private static Kind kind(int shot, String wing, boolean winner, SplitMix random) {
        double draw = random.nextDouble();
        if (shot > 3 && draw < (winner ? 0.14 : 0.05)) {
            return draw < 0.02 ? Kind.OVERHEAD : Kind.VOLLEY;
        }
        if (shot > 3 && draw < (winner ? 0.2 : 0.07)) {
            return Kind.DROP_SHOT;
        }
        if (shot > 2 && draw > 0.985) {
            return Kind.LOB;
        }
        return draw > (wing.equals("backhand") ? 0.74 : 0.94) ? Kind.SLICE : Kind.GROUND_STROKE;
    }

    private static int serveDirection(SplitMix random) {
        double draw = random.nextDouble();
        return draw < 0.42 ? 4 : draw < 0.58 ? 5 : 6;
    }

    private static Miss fault(SplitMix random) {
        double draw = random.nextDouble();
        return draw < 0.42 ? Miss.NET : draw < 0.78 ? Miss.LONG : Miss.WIDE;
    }

    /** One of the ways to lose a ball. */
    static Miss miss(SplitMix random) {
        double draw = random.nextDouble();
        return draw < 0.4 ? Miss.NET : draw < 0.72 ? Miss.LONG : draw < 0.97 ? Miss.WIDE : Miss.WIDE_AND_LONG;
    }
}
