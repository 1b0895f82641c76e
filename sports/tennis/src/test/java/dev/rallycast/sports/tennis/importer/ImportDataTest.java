package dev.rallycast.sports.tennis.importer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.model.GameEvent;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Imports real matches, which are not part of the project, and compares them with independently computed facts. */
class ImportDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ScoreTrack TRACK = new ScoreTrack();

    @ParameterizedTest
    @MethodSource("dev.rallycast.sports.tennis.importer.MatchData#cases")
    void importAgreesWithTheExpectedFacts(MatchData.Case data) throws IOException {
        JsonNode expected = data.expected();
        TennisMatch match = data.match();
        List<GameEvent> events = Recorded.events(match);
        assertThat(TRACK.appliesTo(match.game())).isTrue();
        List<Score> scores = Recorded.fold(TRACK.initial(match.game()), events);

        assertThat(match.game().id()).isEqualTo(data.id());
        assertThat(match.game().players())
                .containsExactly(side(expected, "player1", "server1"), side(expected, "player2", "server2"));
        if (expected.has("surface")) {
            assertThat(match.game().surface()).isEqualTo(expected.get("surface").asText());
        }
        if (expected.has("best_of")) {
            assertThat(match.game().format())
                    .startsWith("best of " + expected.get("best_of").asInt() + ",");
        }
        assertThat(match.game().details())
                .doesNotContainKeys("score_label_mismatches", "rows_skipped", "rows_incomplete");
        assertFacts(expected, match, events);
        assertEndings(expected, events);
        assertEnd(expected, scores.get(scores.size() - 1));
        assertCheckpoints(expected, events, scores);
        assertTimes(expected, match, events);
    }

    private static String side(JsonNode expected, String name, String other) {
        return expected.path(expected.has(name) ? name : other).asText();
    }

    /** How points ended, where a source says so of every point. */
    private static void assertEndings(JsonNode expected, List<GameEvent> events) {
        if (!expected.has("point_endings")) {
            return;
        }
        JsonNode endings = expected.get("point_endings");
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        for (GameEvent event : events) {
            counts.merge(requireNonNull(PointEvent.parse(event.data()).detail().outcome()), 1, Integer::sum);
        }
        assertThat(counts.getOrDefault(Outcome.ACE, 0))
                .isEqualTo(endings.path("ace").asInt());
        assertThat(counts.getOrDefault(Outcome.DOUBLE_FAULT, 0))
                .isEqualTo(endings.path("double_fault").asInt());
        assertThat(counts.getOrDefault(Outcome.WINNER, 0))
                .isEqualTo(endings.path("winner").asInt());
        assertThat(counts.getOrDefault(Outcome.UNFORCED_ERROR, 0))
                .isEqualTo(endings.path("unforced").asInt());
        // A serve that does not come back is an error that the server forced.
        assertThat(counts.getOrDefault(Outcome.FORCED_ERROR, 0))
                .isEqualTo(endings.path("forced").asInt()
                        + endings.path("unreturned").asInt());
        assertThat(counts.getOrDefault(Outcome.PENALTY, 0))
                .isEqualTo(endings.path("penalty-server").asInt());
    }

    private void assertFacts(JsonNode expected, TennisMatch match, List<GameEvent> events) {
        int[] won = new int[2];
        int[] served = new int[2];
        int[] serviceWon = new int[2];
        int[] aces = new int[2];
        int[] doubleFaults = new int[2];
        int[] breakPoints = new int[2];
        int[] saved = new int[2];
        int[] firstIn = new int[2];
        int shots = 0;
        int longest = 0;
        int penalties = 0;
        Score score = TRACK.initial(match.game());
        for (GameEvent event : events) {
            if (event.kind().equals(PointEvent.KIND)) {
                PointEvent point = PointEvent.parse(event.data());
                int server = point.server() - 1;
                boolean kept = point.winner() == point.server();
                score = score.withServer(point.server());
                won[point.winner() - 1]++;
                served[server]++;
                serviceWon[server] += kept ? 1 : 0;
                aces[server] += point.detail().outcome() == Outcome.ACE ? 1 : 0;
                doubleFaults[server] += point.detail().outcome() == Outcome.DOUBLE_FAULT ? 1 : 0;
                firstIn[server] += point.detail().serve() == 1 ? 1 : 0;
                breakPoints[server] += score.isBreakPoint() ? 1 : 0;
                saved[server] += score.isBreakPoint() && kept ? 1 : 0;
                shots += Math.max(0, point.detail().rally());
                longest = Math.max(longest, point.detail().rally());
                if (point.detail().outcome() == Outcome.PENALTY) {
                    penalties++;
                } else if (expected.has("point_endings") && point.detail().rally() > 0) {
                    assertThat(point.detail().rally() % 2 == 1)
                            .as(event.toString())
                            .isEqualTo(kept);
                }
                score = score.point(point.winner());
            }
        }
        assertThat(won[0] + won[1]).isEqualTo(expected.get("points_total").asInt());
        assertPair(won, expected, "points_won");
        assertPair(served, expected, "service_points");
        assertPairIfAny(serviceWon, expected, "service_points_won");
        assertPair(aces, expected, "aces");
        assertPair(doubleFaults, expected, "double_faults");
        assertPairIfAny(breakPoints, expected, "break_points_faced");
        assertPairIfAny(saved, expected, "break_points_saved");
        assertPairIfAny(firstIn, expected, "first_serves_in");
        if (expected.has("rally")) {
            // The charting files count a penalty as a rally of one shot; here it is none.
            assertThat(shots + penalties)
                    .isEqualTo(expected.at("/rally/total_shots").asInt());
            assertThat(longest).isEqualTo(expected.at("/rally/longest").asInt());
        }
    }

    private static void assertEnd(JsonNode expected, Score end) {
        List<SetScore> sets = new ArrayList<>();
        for (JsonNode set : expected.get("sets")) {
            JsonNode tieBreak = set.get("tiebreak");
            sets.add(new SetScore(
                    set.at("/games/0").asInt(),
                    set.at("/games/1").asInt(),
                    tieBreak.path(0).asInt(),
                    tieBreak.path(1).asInt()));
        }
        assertThat(end.completedSets()).isEqualTo(sets);
        assertThat(end.winner()).isEqualTo(expected.get("winner").asInt());
        assertThat(end.retired() == 0).isEqualTo(expected.get("completed").asBoolean());
        if (expected.has("unfinished_set_games")) {
            assertPair(new int[] {end.games1(), end.games2()}, expected, "unfinished_set_games");
            assertThat(List.of(end.label(1), end.label(2))).isEqualTo(texts(expected.get("unfinished_game_points")));
        }
    }

    private static void assertCheckpoints(JsonNode expected, List<GameEvent> events, List<Score> scores)
            throws IOException {
        for (JsonNode checkpoint : expected.path("checkpoints")) {
            int points = checkpoint.get("after_point").asInt();
            int keyframe = points / 2;
            Score seeked = Recorded.fold(scores.get(keyframe), events.subList(keyframe, points))
                    .get(points - keyframe);
            assertThat(seeked).as("point %d", points).isEqualTo(scores.get(points));

            JsonNode state = JSON.readTree(TRACK.encode(seeked).bytes());
            assertThat(state.get("sets_won")).isEqualTo(checkpoint.get("sets_won"));
            assertThat(state.get("completed_sets")).isEqualTo(checkpoint.get("completed_sets"));
            assertThat(state.get("games")).as("point %d", points).isEqualTo(checkpoint.get("games"));
            assertThat(state.get("points")).as("point %d", points).isEqualTo(checkpoint.get("points"));
            JsonNode next = checkpoint.get("next_server");
            if (!next.isNull()) {
                assertThat(state.get("server").asInt()).isEqualTo(next.asInt() % 2 == 1 ? 1 : 2);
            }
        }
    }

    private static void assertTimes(JsonNode expected, TennisMatch match, List<GameEvent> events) {
        String clock = match.game().details().get("point_start_times");
        if (!expected.has("timing") || expected.at("/elapsed_last_point_s").isNull()) {
            assertThat(clock).isEqualTo("synthetic");
        } else {
            assertThat(clock).isIn("recorded", "partly synthetic");
        }
        assertThat(match.game().details()).containsEntry("point_end_times", "synthetic");
        for (int i = 1; i < events.size(); i++) {
            assertThat(events.get(i).timeNanos())
                    .isGreaterThanOrEqualTo(events.get(i - 1).timeNanos());
        }
        for (JsonNode checkpoint : expected.path("checkpoints")) {
            if (!checkpoint.get("elapsed_s").isNull()) {
                int point = checkpoint.get("after_point").asInt() - 1;
                long start = checkpoint.get("elapsed_s").asLong() * 1_000_000_000L;
                assertThat(events.get(point).timeNanos()).isBetween(start, start + 60_000_000_000L);
            }
        }
    }

    private static void assertPairIfAny(int[] actual, JsonNode expected, String field) {
        if (expected.has(field)) {
            assertPair(actual, expected, field);
        }
    }

    private static void assertPair(int[] actual, JsonNode expected, String field) {
        assertThat(actual)
                .as(field)
                .containsExactly(
                        expected.get(field).get(0).asInt(),
                        expected.get(field).get(1).asInt());
    }

    private static List<String> texts(JsonNode pair) {
        return List.of(pair.get(0).asText(), pair.get(1).asText());
    }
}
