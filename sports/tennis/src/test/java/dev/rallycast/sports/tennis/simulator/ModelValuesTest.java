package dev.rallycast.sports.tennis.simulator;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetFormat;
import dev.rallycast.sports.tennis.scoring.SetScore;
import dev.rallycast.sports.tennis.shots.SplitMix;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares shares of simulated matches with exact values of the model of independent points, within four standard
 * deviations; with fixed seeds the outcome is always the same.
 */
class ModelValuesTest {
    private static final int MATCHES = 10_000;
    private static final MatchSimulator.PointListener NOBODY = (before, winner, after) -> {};
    private static final JsonNode VECTORS = vectors();

    private static JsonNode vectors() {
        try (InputStream in = ModelValuesTest.class.getResourceAsStream("/dev/rallycast/sports/tennis/vectors.json")) {
            return new ObjectMapper().readTree(requireNonNull(in, "vectors.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static MatchSimulator simulator(double pa, double pb) {
        return MatchSimulator.builder("m")
                .players(SimulatedPlayer.of("A", pa), SimulatedPlayer.of("B", pb))
                .build();
    }

    private static double fourDeviations(double share, int samples) {
        return 4 * Math.sqrt(share * (1 - share) / samples);
    }

    private static SetFormat set(String name) {
        return switch (name) {
            case "tb7_at_6" -> SetFormat.TIE_BREAK;
            case "tb10_at_6" -> SetFormat.TIE_BREAK_10;
            case "tb7_at_12" -> SetFormat.TIE_BREAK_AT_12;
            case "advantage" -> SetFormat.ADVANTAGE;
            default -> throw new AssertionError(name);
        };
    }

    @ParameterizedTest
    @CsvSource({
        "set_tb7_at_6, 1, tb7_at_6",
        "set_tb10_at_6, 1, tb10_at_6",
        "set_tb7_at_12, 1, tb7_at_12",
        "set_advantage, 1, advantage",
        "best_of_3_final_tb7_at_6, 3, tb7_at_6",
        "best_of_3_final_tb10_at_6, 3, tb10_at_6",
        "best_of_3_final_tb7_at_12, 3, tb7_at_12",
        "best_of_3_final_advantage, 3, advantage",
        "best_of_5_final_tb7_at_6, 5, tb7_at_6",
        "best_of_5_final_tb10_at_6, 5, tb10_at_6",
        "best_of_5_final_tb7_at_12, 5, tb7_at_12",
        "best_of_5_final_advantage, 5, advantage"
    })
    void matchIsWonAsOftenAsTheModelSays(String column, int bestOf, String finalSet) {
        MatchFormat format =
                new MatchFormat(bestOf, bestOf == 1 ? set(finalSet) : SetFormat.TIE_BREAK, set(finalSet), false);
        int row = 0;
        for (JsonNode values : VECTORS.at("/two_p/rows")) {
            // Every fifth pair of strengths, to be quick.
            if (row++ % 5 == 2) {
                MatchSimulator simulator =
                        simulator(values.get("pa").asDouble(), values.get("pb").asDouble());
                double exact = values.get(column).asDouble();
                int matches = MATCHES / 2;
                int won = 0;
                for (int seed = 0; seed < matches; seed++) {
                    Score start = Score.start(format).withServer(1 + seed % 2);
                    won += simulator.play(start, new SplitMix(seed), NOBODY).winner() == 1 ? 1 : 0;
                }
                assertThat((double) won / matches)
                        .as("%s, seeds 0 to %d", values, matches - 1)
                        .isCloseTo(exact, within(fourDeviations(exact, matches)));
            }
        }
    }

    static List<JsonNode> games() {
        return rows("/game");
    }

    @ParameterizedTest
    @MethodSource("games")
    void gameIsWonAsOftenAsTheModelSays(JsonNode values) {
        double p = values.get("p").asDouble();
        // The opponent's serve is weak so that the match is soon over; only its first game counts here.
        MatchSimulator simulator = simulator(p, 0.05);
        for (boolean noAd : new boolean[] {false, true}) {
            MatchFormat format = new MatchFormat(
                    1, new SetFormat(1, SetFormat.NEVER, 0), new SetFormat(1, SetFormat.NEVER, 0), noAd);
            int[] firstGame = new int[3];
            for (int seed = 0; seed < MATCHES; seed++) {
                boolean[] deuce = {false};
                simulator.play(Score.start(format).withServer(1), new SplitMix(seed), (before, winner, after) -> {
                    if (before.gameNumber() == 1) {
                        firstGame[1]++;
                        deuce[0] |= before.points1() == 3 && before.points2() == 3;
                        if (after.gameNumber() == 2) {
                            firstGame[0] += winner == 1 ? 1 : 0;
                            firstGame[2] += deuce[0] ? 1 : 0;
                        }
                    }
                });
            }
            double win = values.get(noAd ? "win_no_ad" : "win").asDouble();
            double reach = values.get("reach_deuce").asDouble();
            assertThat((double) firstGame[0] / MATCHES)
                    .as("no-ad %s, seeds 0 to %d", noAd, MATCHES - 1)
                    .isCloseTo(win, within(fourDeviations(win, MATCHES)));
            assertThat((double) firstGame[2] / MATCHES).isCloseTo(reach, within(fourDeviations(reach, MATCHES)));
            if (!noAd) {
                // The standard deviation of a game's length is below 3 points for all these strengths.
                assertThat((double) firstGame[1] / MATCHES)
                        .isCloseTo(values.get("expected_points").asDouble(), within(4 * 3 / Math.sqrt(MATCHES)));
            }
        }
    }

    static List<JsonNode> setScores() {
        return rows("/set_score_distribution");
    }

    @ParameterizedTest
    @MethodSource("setScores")
    void setScoresAreSpreadAsTheModelSays(JsonNode values) {
        MatchSimulator simulator =
                simulator(values.get("pa").asDouble(), values.get("pb").asDouble());
        MatchFormat format = new MatchFormat(1, SetFormat.TIE_BREAK, SetFormat.TIE_BREAK, false);
        int first = values.get("first_server").asText().equals("A") ? 1 : 2;
        Map<String, Integer> counts = new TreeMap<>();
        for (int seed = 0; seed < MATCHES; seed++) {
            SetScore set = simulator
                    .play(Score.start(format).withServer(first), new SplitMix(seed), NOBODY)
                    .completedSets()
                    .get(0);
            counts.merge(set.games1() + "-" + set.games2(), 1, Integer::sum);
        }
        values.get("scores").properties().forEach(score -> {
            double exact = score.getValue().asDouble();
            assertThat((double) counts.getOrDefault(score.getKey(), 0) / MATCHES)
                    .as("%s, seeds 0 to %d", score.getKey(), MATCHES - 1)
                    .isCloseTo(exact, within(fourDeviations(exact, MATCHES)));
        });
    }

    static List<JsonNode> inPlay() {
        return rows("/in_play/rows");
    }

    @ParameterizedTest
    @MethodSource("inPlay")
    void matchIsWonFromAnyScoreAsOftenAsTheModelSays(JsonNode values) {
        MatchSimulator simulator =
                simulator(values.get("pa").asDouble(), values.get("pb").asDouble());
        SetFormat finalSet = set(values.get("final").asText());
        List<SetScore> sets = new ArrayList<>();
        for (int i = 0; i < values.at("/sets/0").asInt(); i++) {
            sets.add(new SetScore(6, 0, 0, 0));
        }
        for (int i = 0; i < values.at("/sets/1").asInt(); i++) {
            sets.add(new SetScore(0, 6, 0, 0));
        }
        Score from = new Score(
                new MatchFormat(values.get("best_of").asInt(), SetFormat.TIE_BREAK, finalSet, false),
                sets,
                values.at("/games/0").asInt(),
                values.at("/games/1").asInt(),
                values.at("/points/0").asInt(),
                values.at("/points/1").asInt(),
                values.get("server").asText().equals("A") ? 1 : 2,
                0,
                0);
        double exact = values.get("win").asDouble();
        int won = 0;
        for (int seed = 0; seed < MATCHES; seed++) {
            won += simulator.play(from, new SplitMix(seed), NOBODY).winner() == 1 ? 1 : 0;
        }
        assertThat((double) won / MATCHES)
                .as("seeds 0 to %d", MATCHES - 1)
                .isCloseTo(exact, within(fourDeviations(exact, MATCHES)));
    }

    private static List<JsonNode> rows(String pointer) {
        return StreamSupport.stream(VECTORS.at(pointer).spliterator(), false).toList();
    }
}
