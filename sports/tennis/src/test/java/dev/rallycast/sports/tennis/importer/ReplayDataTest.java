package dev.rallycast.sports.tennis.importer;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.SchedulerManager;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays real matches, and compares the score that clients are told with independently computed facts. */
class ReplayDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CASES = "dev.rallycast.sports.tennis.importer.MatchData#cases";

    private final InMemoryGameStorage storage = new InMemoryGameStorage();
    private final VirtualClock clock = new VirtualClock();
    private final SchedulerManager manager = SchedulerManager.builder(storage)
            .clock(clock)
            .track(new ScoreTrack())
            .build();

    @ParameterizedTest
    @MethodSource(CASES)
    void playingReachesTheExpectedScoreAtEveryCheckpoint(MatchData.Case data) throws IOException {
        FakeClient client = record(data);
        // A second a point, so that none is due together with the next and each has a score of its own.
        client.request("start", "game_id", data.id(), "mode", "pvai", "delay", 1);
        clock.advance(Duration.ofMinutes(10));

        assertThat(client.last("state").get("status").asText()).isEqualTo("ended");
        Map<Long, JsonNode> scores = new HashMap<>();
        client.frames("track").forEach(frame -> scores.put(frame.get("index").asLong(), frame.get("data")));
        for (JsonNode checkpoint : data.expected().path("checkpoints")) {
            long last = checkpoint.get("after_point").asLong() - 1;
            assertScore(requireNonNull(scores.get(last), "no score"), checkpoint);
        }
        assertEnd(client.last("track").get("data"), data);
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void seekingReachesTheExpectedScoreAtEveryCheckpoint(MatchData.Case data) throws IOException {
        FakeClient client = record(data);
        client.request("start", "game_id", data.id(), "mode", "pvai", "paused", true);

        for (JsonNode checkpoint : data.expected().path("checkpoints")) {
            clock.advance(Duration.ofSeconds(1));
            long points = checkpoint.get("after_point").asLong();
            client.request("scrub", "to", JSON.createObjectNode().put("index", points));

            JsonNode snapshot = client.last("snapshot");
            assertThat(snapshot.get("index").asLong()).isEqualTo(points - 1);
            assertScore(snapshot.at("/tracks/score"), checkpoint);
        }
        client.request("scrub", "to", JSON.createObjectNode().put("index", 1_000_000));
        assertEnd(client.last("snapshot").at("/tracks/score"), data);
    }

    @ParameterizedTest
    @MethodSource(CASES)
    void everyPointArrivesAtItsRecordedTime(MatchData.Case data) {
        FakeClient client = record(data);
        TennisMatch match = data.match();
        client.request("start", "game_id", data.id(), "mode", "pvai");
        clock.advance(Duration.ofHours(8));

        int events = match.events().size();
        List<Long> all = LongStream.range(0, events).boxed().toList();
        assertThat(client.eventIndices()).isEqualTo(all);
        JsonNode first = client.frames("started").get(0);
        for (JsonNode event : client.frames("event")) {
            long wallMillis =
                    event.get("at_ms").asLong() - first.at("/state/at_ms").asLong();
            assertThat(wallMillis)
                    .isEqualTo(
                            event.get("time").decimalValue().movePointRight(3).longValue());
        }
    }

    private FakeClient record(MatchData.Case data) {
        TennisMatch match = data.match();
        storage.record(match.game(), match.events());
        return FakeClient.connect(manager.clients(), "ann");
    }

    private static void assertScore(JsonNode score, JsonNode checkpoint) {
        for (String field : List.of("sets_won", "completed_sets", "games", "points")) {
            assertThat(score.get(field))
                    .as("%s after point %s", field, checkpoint.get("after_point"))
                    .isEqualTo(checkpoint.get(field));
        }
        JsonNode next = checkpoint.get("next_server");
        if (!next.isNull()) {
            assertThat(score.get("server").asInt()).isEqualTo(next.asInt() % 2 == 1 ? 1 : 2);
        }
    }

    private static void assertEnd(JsonNode score, MatchData.Case data) throws IOException {
        JsonNode expected = data.expected();
        assertThat(score.get("winner").asInt()).isEqualTo(expected.get("winner").asInt());
        assertThat(score.get("retired").isNull())
                .isEqualTo(expected.get("completed").asBoolean());
        int set = 0;
        for (JsonNode played : expected.get("sets")) {
            assertThat(score.get("completed_sets").get(set)).isEqualTo(played.get("games"));
            assertThat(score.get("tiebreaks").get(set)).isEqualTo(played.get("tiebreak"));
            set++;
        }
        assertThat(score.get("completed_sets")).hasSize(set);
    }
}
