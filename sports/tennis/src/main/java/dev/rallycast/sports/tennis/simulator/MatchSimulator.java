package dev.rallycast.sports.tennis.simulator;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameIds;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.PointTiming;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.shots.PointShots;
import dev.rallycast.sports.tennis.shots.Rally;
import dev.rallycast.sports.tennis.shots.RallyInventor;
import dev.rallycast.sports.tennis.shots.SplitMix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Simulates a whole match point by point: each point is won by its server with that player's probability, whatever happened
 * before. The same settings and seed give the same match, byte for byte. Immutable; may be used by several threads.
 *
 * <p>The model of independent points is that of Newton and Keller, "Probability of winning at tennis I. Theory and data",
 * Studies in Applied Mathematics 114 (2005). Rallies, serves and times are drawn so that their averages are those of
 * professional matches; everything in the recording is synthetic, and its details say so.
 */
public final class MatchSimulator {
    private static final List<String> NAMES = List.of(
            "Bram Oxenholt",
            "Edda Quillfeather",
            "Ines Marravel",
            "Joss Tindleby",
            "Kaja Winterlund",
            "Oto Brezhollow",
            "Pell Harrowmoor",
            "Runa Solbrekke");
    private static final List<String> EVENTS =
            List.of("Copper Harbour Open", "Larkspur Classic", "Saltmarsh Cup", "Tidewater Masters");
    private static final List<String> SURFACES = List.of("hard", "clay", "grass");

    private final String id;
    private final SimulatedPlayer player1;
    private final SimulatedPlayer player2;
    private final MatchFormat format;
    private final @Nullable String event;
    private final @Nullable String surface;
    private final int firstServer;
    private final boolean shots;
    private final long seed;

    private MatchSimulator(Builder builder) {
        id = builder.id;
        player1 = builder.player1;
        player2 = builder.player2;
        format = builder.format;
        event = builder.event;
        surface = builder.surface;
        firstServer = builder.firstServer;
        shots = builder.shots;
        seed = builder.seed;
    }

    /** Hears of each point of a match in the making. */
    interface PointListener {
        void point(Score before, int winner, Score after);
    }

    /**
     * Starts a simulator of two fictional, equal players over best of 3 sets, with seed 0.
     *
     * @param id the game's id; it is public, so it should not tell the seed, from which anyone can play the match
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     */
    public static Builder builder(String id) {
        return new Builder(GameIds.require(requireNonNull(id, "id")));
    }

    /**
     * A simulator whose players, event, surface and strengths are invented from the seed as well; best of 3 sets.
     *
     * @param id the game's id; it is public, so it should not tell the seed, from which anyone can play the match
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     */
    public static MatchSimulator fictional(String id, long seed) {
        return fictionalBuilder(id, seed).build();
    }

    /**
     * The same, to be changed.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     */
    public static Builder fictionalBuilder(String id, long seed) {
        SplitMix random = new SplitMix(~seed);
        int first = random.nextInt(NAMES.size());
        int second = (first + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size();
        return builder(id)
                .players(
                        SimulatedPlayer.of(NAMES.get(first), 0.60 + 0.08 * random.nextDouble()),
                        SimulatedPlayer.of(NAMES.get(second), 0.60 + 0.08 * random.nextDouble()))
                .event(EVENTS.get(random.nextInt(EVENTS.size())))
                .surface(SURFACES.get(random.nextInt(SURFACES.size())))
                .seed(seed);
    }

    /** Simulates the match. */
    public TennisMatch simulate() {
        List<EventDraft> events = new ArrayList<>();
        int[] number = {0};
        SplitMix noise = new SplitMix(Long.rotateLeft(seed, 32) ^ 0x5eedL);
        long[] start = {0};
        SplitMix random = new SplitMix(seed);
        int first = firstServer == 0 ? 1 + random.nextInt(2) : firstServer;
        play(Score.start(format).withServer(first), random, (before, winner, after) -> {
            PointDetail detail = PointSampler.sample(player(before.server()), winner == before.server(), random);
            number[0]++;
            PointShots rally = shots ? shots(before, number[0], winner, detail) : null;
            long end = start[0] + (rally == null ? PointTiming.durationNanos(detail) : rally.durationNanos());
            PointEvent point = PointEvent.at(before, number[0], winner, detail);
            events.addAll(PointShots.withShots(rally, point, start[0], end, before));
            start[0] = Waiting.nextStart(start[0], end, detail, PointTiming.breakAfter(before, after), noise);
        });
        Game game = Game.builder(id, "tennis")
                .players(player1.name(), player2.name())
                .mode("aivai")
                .event(event)
                .surface(surface)
                .format(format.text())
                .details(details())
                .build();
        return new TennisMatch(game, events);
    }

    /** The seed of the match tells how the shots go as well, and must be kept from clients as much. */
    private PointShots shots(Score before, int number, int winner, PointDetail detail) {
        SplitMix random = new SplitMix(Long.rotateLeft(seed, 17) + number * 0x9e3779b97f4a7c15L);
        Rally rally = RallyInventor.invent(detail, winner == before.server(), random);
        return PointShots.of(before, number, rally, detail, random);
    }

    private Map<String, String> details() {
        Map<String, String> details = new HashMap<>(Map.of(
                "source",
                "simulated",
                "seed",
                Long.toString(seed),
                "serve_points_won_1",
                decimal(player1.servePointsWon()),
                "serve_points_won_2",
                decimal(player2.servePointsWon()),
                "point_start_times",
                "synthetic",
                "point_end_times",
                "synthetic"));
        if (shots) {
            List.of("shots", "shot_times", "shot_places").forEach(name -> details.put(name, "synthetic"));
        }
        return details;
    }

    /** Plays on from a score with a server and returns the final score. */
    Score play(Score from, SplitMix random, PointListener listener) {
        Score score = from;
        while (!score.isOver()) {
            int server = score.server();
            int winner = random.chance(player(server).servePointsWon()) ? server : Score.other(server);
            Score after = score.point(winner);
            listener.point(score, winner, after);
            score = after;
        }
        return score;
    }

    private SimulatedPlayer player(int side) {
        return side == 1 ? player1 : player2;
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    /** Collects the settings of a simulator. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private SimulatedPlayer player1 = SimulatedPlayer.of(NAMES.get(0), 0.64);
        private SimulatedPlayer player2 = SimulatedPlayer.of(NAMES.get(1), 0.64);
        private MatchFormat format = MatchFormat.BEST_OF_3;
        private @Nullable String event = EVENTS.get(0);
        private @Nullable String surface = SURFACES.get(0);
        private int firstServer;
        private boolean shots;
        private long seed;

        private Builder(String id) {
            this.id = id;
        }

        /** The sides, in order. */
        public Builder players(SimulatedPlayer one, SimulatedPlayer two) {
            player1 = requireNonNull(one, "one");
            player2 = requireNonNull(two, "two");
            return this;
        }

        /** The rules of scoring. */
        public Builder format(MatchFormat value) {
            format = requireNonNull(value, "value");
            return this;
        }

        /** The event's name, public metadata only. */
        public Builder event(@Nullable String value) {
            event = value;
            return this;
        }

        /** The surface, public metadata only: it changes nothing in the play. */
        public Builder surface(@Nullable String value) {
            surface = value;
            return this;
        }

        /**
         * The side that serves first; drawn from the seed if not set.
         *
         * @throws IllegalArgumentException if it is not 1 or 2
         */
        public Builder firstServer(int side) {
            if (side != 1 && side != 2) {
                throw new IllegalArgumentException("first server " + side + ": expected 1 or 2");
            }
            firstServer = side;
            return this;
        }

        /** Whether each shot is an event, too, about five a point; there is none if not set. */
        public Builder shots(boolean value) {
            shots = value;
            return this;
        }

        /** The seed of all randomness. */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** The simulator. */
        public MatchSimulator build() {
            return new MatchSimulator(this);
        }
    }
}
