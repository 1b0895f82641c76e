package dev.rallycast.sports.tennis.shots;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.shots.Stroke.Kind;
import dev.rallycast.sports.tennis.shots.Stroke.Miss;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives the strokes of a point places and times: all of them are estimates. A ball flies straight on until somebody strikes it,
 * {@value #AFTER_BOUNCE} times as fast after it has bounced; who strikes it stands on its way.
 */
public final class PointShots {
    /** How fast the ball is after it has bounced, as a share of its speed before. */
    public static final double AFTER_BOUNCE = 0.7;

    private static final double SECOND_SERVE_AFTER_SECONDS = 11;
    private static final double NANOS = 1e9;
    /** How far a player runs to the side. */
    private static final double FARTHEST_X = 7;

    private final List<Timed> shots = new ArrayList<>();
    private final Score before;
    private final int number;
    private final boolean synthetic;
    private final SplitMix random;
    private final int speedKmh;
    private final double half;
    private double endSeconds;

    private record Timed(double seconds, ShotEvent event) {}

    private PointShots(Score before, int number, Rally rally, PointDetail detail, SplitMix random) {
        this.before = before;
        this.number = number;
        synthetic = rally.synthetic();
        this.random = random;
        speedKmh = detail.speedKmh();
        half = detail.serverInTeam() == 0 ? Court.SINGLES : Court.DOUBLES;
        place(rally.strokes());
    }

    /**
     * Places the strokes of point {@code number}.
     *
     * @param before the score before the point, whose server must be set
     */
    public static PointShots of(Score before, int number, Rally rally, PointDetail detail, SplitMix random) {
        return new PointShots(
                requireNonNull(before, "before"),
                number,
                requireNonNull(rally, "rally"),
                requireNonNull(detail, "detail"),
                requireNonNull(random, "random"));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return shots.isEmpty();
    }

    /** From the first stroke to the end of the point. */
    public long durationNanos() {
        return (long) (endSeconds * NANOS);
    }

    /**
     * The events of the shots. If the point lasts shorter than {@link #durationNanos}, everything in it is faster.
     *
     * @param startNanos when the point starts
     * @param endNanos when it ends
     */
    public List<EventDraft> drafts(long startNanos, long endNanos) {
        double pace = Math.min(1, (endNanos - startNanos) / (endSeconds * NANOS));
        List<EventDraft> drafts = new ArrayList<>(shots.size());
        for (Timed shot : shots) {
            ShotEvent event = shot.event();
            drafts.add(new ShotEvent(
                            event.point(),
                            event.shot(),
                            event.side(),
                            event.stroke(),
                            event.fromX(),
                            event.fromY(),
                            event.toX(),
                            event.toY(),
                            event.height(),
                            (long) (event.flightNanos() * pace),
                            event.net(),
                            event.synthetic())
                    .draft(
                            startNanos + (long) (shot.seconds() * pace * NANOS),
                            drafts.isEmpty() ? PointEvent.markOfStart(before) : null));
        }
        return drafts;
    }

    // All places in what follows are as the server sees them, who stands where y is below 0.

    private void place(List<Stroke> strokes) {
        double seconds = 0;
        double x = 0;
        double y = 0;
        boolean byServer = true;
        for (int i = 0; i < strokes.size(); i++) {
            Stroke stroke = strokes.get(i);
            Stroke next = i + 1 < strokes.size() ? strokes.get(i + 1) : null;
            if (stroke.kind().isServe()) {
                byServer = true;
                x = (Court.fromTheRight(before) ? 1 : -1) * random.between(0.4, 1.4);
                y = -Court.LENGTH - 0.1;
                seconds = stroke.kind() == Kind.FIRST_SERVE ? 0 : SECOND_SERVE_AFTER_SECONDS;
            }
            int ahead = byServer ? 1 : -1;
            Miss miss = stroke.miss() == Miss.UNKNOWN ? RallyInventor.miss(random) : stroke.miss();
            double[] to = stroke.kind().isServe() ? serveTo(stroke, miss) : strokeTo(stroke, miss);
            double toX = to[0] * ahead;
            double toY = to[1] * ahead;
            if (miss == Miss.NET) {
                toX = x + (toX - x) * (0 - y) / (toY - y);
                toY = 0;
            }
            double way = Math.hypot(toX - x, toY - y);
            double flight = way / speed(stroke);
            boolean isReturned = next != null && !next.kind().isServe();
            double nextX = 0;
            double nextY = 0;
            double gap = 0;
            if (next != null && isReturned) {
                gap = gap(stroke, next);
                double share =
                        struckAt(next, y * ahead, toX, toY * ahead, (toX - x) / way, (toY - y) * ahead / way, way);
                nextX = x + (toX - x) * share;
                nextY = y + (toY - y) * share;
                // The way after the bounce takes longer.
                flight = share <= 1 ? gap / share : gap / (1 + (share - 1) / AFTER_BOUNCE);
            }
            add(seconds, byServer, stroke, x, y, toX, toY, flight, miss == Miss.NET);
            endSeconds = seconds + flight + (miss == Miss.NONE ? 0.9 : 0.4);
            seconds += gap;
            x = nextX;
            y = nextY;
            byServer = !byServer;
        }
    }

    private void add(
            double seconds,
            boolean byServer,
            Stroke stroke,
            double x,
            double y,
            double toX,
            double toY,
            double flight,
            boolean net) {
        int server = before.server();
        int turn = Court.nearSide(before) == server ? 1 : -1;
        shots.add(new Timed(
                seconds,
                new ShotEvent(
                        number,
                        shots.size() + 1,
                        byServer ? server : Score.other(server),
                        stroke,
                        x * turn,
                        y * turn,
                        toX * turn,
                        toY * turn,
                        height(stroke),
                        (long) (flight * NANOS),
                        net,
                        synthetic)));
    }

    /** Where a serve comes down, as its striker sees it. */
    private double[] serveTo(Stroke stroke, Miss miss) {
        int box = Court.fromTheRight(before) ? -1 : 1;
        int direction = stroke.direction() == 0 ? 4 + random.nextInt(3) : stroke.direction();
        double x = switch (direction) {
            case 4 -> random.between(3.0, 3.95);
            case 5 -> random.between(1.5, 2.6);
            default -> random.between(0.15, 0.8);
        };
        double y = direction == 4 ? random.between(3.9, 5.9) : random.between(4.9, 6.3);
        if (miss == Miss.WIDE || miss == Miss.WIDE_AND_LONG) {
            x = direction == 6 ? -random.between(0.12, 0.5) : Court.SINGLES + random.between(0.12, 0.8);
        }
        if (miss == Miss.LONG || miss == Miss.WIDE_AND_LONG) {
            y = Court.SERVICE + random.between(0.12, 1.3);
        }
        return new double[] {x * box, y};
    }

    /** Where another stroke comes down, as its striker sees it: the opponent's forehand is to the left. */
    private double[] strokeTo(Stroke stroke, Miss miss) {
        int direction = stroke.direction() == 0 ? 1 + random.nextInt(3) : stroke.direction();
        double x = switch (direction) {
            case 1 -> -random.between(1.7, 3.8);
            case 2 -> random.between(-1.3, 1.3);
            default -> random.between(1.7, 3.8);
        };
        double y = depth(stroke);
        if (miss == Miss.WIDE || miss == Miss.WIDE_AND_LONG) {
            x = (x < 0 ? -1 : 1) * (half + random.between(0.12, 1.1));
        }
        if (miss == Miss.LONG || miss == Miss.WIDE_AND_LONG) {
            y = Court.LENGTH + random.between(0.12, 1.5);
        }
        return new double[] {x, y};
    }

    private double depth(Stroke stroke) {
        return switch (stroke.depth()) {
            case 7 -> random.between(4.2, 6.2);
            case 8 -> random.between(6.7, 9.1);
            case 9 -> random.between(9.5, 11.4);
            default ->
                switch (stroke.kind()) {
                    case DROP_SHOT -> random.between(1.6, 3.4);
                    case LOB -> random.between(9.2, 11.4);
                    case VOLLEY, HALF_VOLLEY -> random.between(5, 10);
                    case OVERHEAD -> random.between(5.5, 10.5);
                    default -> random.between(7.2, 11.2);
                };
        };
    }

    /**
     * Where the next striker meets the ball, as a share of its way to the place where it comes down: above 1 after the bounce.
     *
     * @param y where it comes from, {@code toX} and {@code toY} where it comes down, seen by who struck it
     * @param dx the direction of its way, as is {@code dy}
     */
    private double struckAt(Stroke next, double y, double toX, double toY, double dx, double dy, double way) {
        if (next.kind().isInTheAir()) {
            double wanted = next.kind() == Kind.VOLLEY ? random.between(2.2, 4.6) : random.between(3.6, 6.8);
            return (Math.min(wanted, 0.9 * toY) - y) / (toY - y);
        }
        double after;
        if (next.kind() == Kind.HALF_VOLLEY) {
            after = random.between(0.4, 0.8);
        } else if (toY < 4.8 || next.atNet()) {
            after = random.between(1.4, 2.6) / dy;
        } else {
            after = (Math.max(toY + 2.2, Court.LENGTH + random.between(-0.4, 1.7)) - toY) / dy;
        }
        // Nobody runs into the fence at the side.
        if (Math.abs(toX + dx * after) > FARTHEST_X) {
            after = Math.max(0.5, (FARTHEST_X - Math.abs(toX)) / Math.abs(dx));
        }
        return 1 + after / way;
    }

    /** From a stroke to the next one, in seconds. */
    private static double gap(Stroke stroke, Stroke next) {
        double gap = switch (stroke.kind()) {
            case FIRST_SERVE -> 0.85;
            case SECOND_SERVE -> 1.0;
            case LOB -> 2.2;
            case DROP_SHOT, VOLLEY, HALF_VOLLEY -> 1.2;
            case OVERHEAD -> 0.95;
            case SLICE -> 1.5;
            default -> 1.3;
        };
        return next.kind().isInTheAir() && stroke.kind() != Kind.LOB ? gap * 0.65 : gap;
    }

    /** Metres a second over the ground, where nobody strikes the ball any more. */
    private double speed(Stroke stroke) {
        return switch (stroke.kind()) {
            // A serve has lost a fifth of its speed on the average of its way.
            case FIRST_SERVE -> speedKmh > 0 ? speedKmh / 3.6 * 0.8 : 40;
            case SECOND_SERVE -> speedKmh > 0 ? speedKmh / 3.6 * 0.8 : 32;
            case LOB -> 11;
            case DROP_SHOT -> 9;
            case SLICE, VOLLEY, HALF_VOLLEY -> 16;
            case OVERHEAD -> 30;
            default -> 23;
        };
    }

    private static double height(Stroke stroke) {
        return switch (stroke.kind()) {
            case FIRST_SERVE, SECOND_SERVE -> 2.7;
            case OVERHEAD -> 2.6;
            case VOLLEY, SWINGING_VOLLEY -> 1.3;
            case HALF_VOLLEY -> 0.3;
            default -> 0.9;
        };
    }

    /** The generator for point {@code number} of a game: the same numbers each time. */
    public static SplitMix randomOf(String gameId, int number) {
        long seed = 0xcbf29ce484222325L;
        for (int i = 0; i < gameId.length(); i++) {
            seed = (seed ^ gameId.charAt(i)) * 0x100000001b3L;
        }
        return new SplitMix(seed + number * 0x9e3779b97f4a7c15L);
    }

    /** The events of a point with its shots, the shots first. */
    public static List<EventDraft> withShots(
            @Nullable PointShots shots, PointEvent point, long startNanos, long endNanos, Score before) {
        if (shots == null || shots.isEmpty()) {
            return List.of(point.draft(endNanos, before));
        }
        List<EventDraft> events = new ArrayList<>(shots.drafts(startNanos, endNanos));
        events.add(new EventDraft(endNanos, PointEvent.KIND, null, point.payload()));
        return events;
    }
}
