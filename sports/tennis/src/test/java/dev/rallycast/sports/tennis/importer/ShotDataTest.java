package dev.rallycast.sports.tennis.importer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.GameEvent;
import dev.rallycast.sports.tennis.MatchStats;
import dev.rallycast.sports.tennis.MatchStats.Count;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.StatsTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.shots.ShotChecks;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Imports real matches, which are not part of the project, with their shots. */
class ShotDataTest {
    private static final StatsTrack STATS = new StatsTrack();

    private static final Map<String, Count> FACTS = Map.of(
            "points_won", Count.POINTS_WON,
            "service_points", Count.SERVICE_POINTS,
            "service_points_won", Count.SERVICE_POINTS_WON,
            "aces", Count.ACES,
            "double_faults", Count.DOUBLE_FAULTS,
            "first_serves_in", Count.FIRST_SERVES_IN,
            "first_serve_points_won", Count.FIRST_SERVE_POINTS_WON);

    @ParameterizedTest
    @MethodSource("dev.rallycast.sports.tennis.importer.MatchData#cases")
    void shotsAgreeWithThePoints(MatchData.Case data) {
        TennisMatch match = data.match(MatchImporter.builder().shots(true).build());

        assertThat(ShotChecks.check(match)).isPositive();
        boolean isCharted = data.folder().equals("tennis-mcp");
        assertThat(match.game().details().get("shots")).isEqualTo(isCharted ? "recorded" : "synthetic");
    }

    @ParameterizedTest
    @MethodSource("dev.rallycast.sports.tennis.importer.MatchData#cases")
    void statisticsAgreeWithTheExpectedFacts(MatchData.Case data) throws IOException {
        JsonNode expected = data.expected();
        TennisMatch match = data.match(MatchImporter.builder().shots(true).build());

        MatchStats stats = STATS.initial(match.game());
        for (GameEvent event : Recorded.events(match)) {
            stats = STATS.apply(stats, event, payload -> {});
        }

        for (Map.Entry<String, Count> fact : FACTS.entrySet()) {
            JsonNode pair = expected.path(fact.getKey());
            if (pair.isArray()) {
                assertThat(stats.get(fact.getValue(), 1))
                        .as(fact.getKey())
                        .isEqualTo(pair.get(0).asInt());
                assertThat(stats.get(fact.getValue(), 2))
                        .as(fact.getKey())
                        .isEqualTo(pair.get(1).asInt());
            }
        }
        JsonNode faced = expected.path("break_points_faced");
        if (faced.isArray()) {
            assertThat(stats.get(Count.BREAK_POINTS, 2)).isEqualTo(faced.get(0).asInt());
            assertThat(stats.get(Count.BREAK_POINTS_WON, 2))
                    .isEqualTo(faced.get(0).asInt()
                            - expected.at("/break_points_saved/0").asInt());
        }
    }
}
