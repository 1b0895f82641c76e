package dev.rallycast.sports.tennis.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rallycast.model.GameEvent;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchSimulatorTest {
    private static final ScoreTrack TRACK = new ScoreTrack();

    @Test
    void sameSeedGivesTheSameMatch() {
        assertThat(MatchSimulator.fictional("m", 42).simulate())
                .isEqualTo(MatchSimulator.fictional("m", 42).simulate());
        assertThat(MatchSimulator.fictional("m", 42).simulate().events())
                .isNotEqualTo(MatchSimulator.fictional("m", 43).simulate().events());
    }

    @Test
    void firstEventsOfASeedNeverChange() {
        TennisMatch match =
                MatchSimulator.builder("m").seed(1).firstServer(1).build().simulate();

        assertThat(match.events().get(0).data().json())
                .isEqualTo("{\"number\":1,\"set\":1,\"game\":1,\"server\":1,\"winner\":1,\"outcome\":\"forced_error\","
                        + "\"serve\":1,\"speed_kmh\":188,\"rally\":11}");
        assertThat(match.events().get(0).mark()).isEqualTo("set");
        assertThat(match.events()).hasSize(201);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, Long.MIN_VALUE, -1})
    void matchIsOverAtItsLastEventAndTimesNeverGoBack(long seed) {
        TennisMatch match = MatchSimulator.builder("m")
                .format(MatchFormat.slam(GrandSlam.WIMBLEDON, 2010, Discipline.MENS_SINGLES))
                .seed(seed)
                .build()
                .simulate();
        List<GameEvent> events = Recorded.events(match);
        List<Score> scores = Recorded.fold(TRACK.initial(match.game()), events);

        assertThat(scores.get(events.size()).isOver()).isTrue();
        assertThat(scores.get(events.size() - 1).isOver()).isFalse();
        long before = 0;
        for (int i = 0; i < events.size(); i++) {
            PointEvent point = PointEvent.parse(events.get(i).data());
            Score score = scores.get(i);
            assertThat(point.number()).isEqualTo(i + 1);
            assertThat(point.set()).isEqualTo(score.setNumber());
            assertThat(point.game()).isEqualTo(score.gameNumber());
            assertThat(score.server()).isIn(0, point.server());
            assertThat(events.get(i).timeNanos() - before).isGreaterThanOrEqualTo(i == 0 ? 0 : 8_000_000_000L);
            before = events.get(i).timeNanos();
        }
        // A match of a professional takes 34 to 45 s a point.
        assertThat(before / 1e9 / events.size()).isBetween(30.0, 48.0);
    }

    @Test
    void oddRallyIsTheServersAndEvenTheReturners() {
        for (long seed = 0; seed < 25; seed++) {
            for (PointEvent point : points(seed)) {
                boolean kept = point.winner() == point.server();
                int rally = point.detail().rally();
                assertThat(rally % 2 == 1)
                        .as("seed %d, point %d", seed, point.number())
                        .isEqualTo(kept);
                assertThat(rally == 0).isEqualTo(point.detail().outcome() == Outcome.DOUBLE_FAULT);
                if (point.detail().outcome() == Outcome.ACE) {
                    assertThat(rally).isEqualTo(1);
                }
                if (point.detail().outcome() == Outcome.DOUBLE_FAULT) {
                    assertThat(point.detail().serve()).isEqualTo(2);
                } else {
                    assertThat(point.detail().speedKmh()).isBetween(120, 220);
                }
            }
        }
    }

    @Test
    void sharesAreThoseOfProfessionalMatches() {
        double points = 0;
        double aces = 0;
        double doubleFaults = 0;
        double firstIn = 0;
        double firstWon = 0;
        double shots = 0;
        for (long seed = 0; seed < 150; seed++) {
            for (PointEvent point : points(seed)) {
                points++;
                aces += point.detail().outcome() == Outcome.ACE ? 1 : 0;
                doubleFaults += point.detail().outcome() == Outcome.DOUBLE_FAULT ? 1 : 0;
                if (point.detail().serve() == 1) {
                    firstIn++;
                    firstWon += point.winner() == point.server() ? 1 : 0;
                }
                shots += point.detail().rally();
            }
        }

        assertThat(aces / points).isCloseTo(0.085, within(0.01));
        assertThat(doubleFaults / points).isCloseTo(0.034, within(0.006));
        assertThat(firstIn / points).isCloseTo(0.62, within(0.02));
        assertThat(firstWon / firstIn).isCloseTo(0.73, within(0.02));
        assertThat(shots / points).isCloseTo(4.2, within(0.3));
    }

    private static List<PointEvent> points(long seed) {
        return MatchSimulator.builder("m").seed(seed).build().simulate().events().stream()
                .map(event -> PointEvent.parse(event.data()))
                .toList();
    }

    @Test
    void metadataSaysThatEverythingIsSynthetic() {
        TennisMatch match = MatchSimulator.fictional("final", 5).simulate();

        assertThat(match.game().id()).isEqualTo("final");
        assertThat(match.game().sport()).isEqualTo("tennis");
        assertThat(match.game().players()).hasSize(2).doesNotHaveDuplicates();
        assertThat(match.game().format()).isEqualTo(MatchFormat.BEST_OF_3.text());
        assertThat(match.game().details())
                .containsEntry("source", "simulated")
                .containsEntry("point_start_times", "synthetic")
                .containsEntry("point_end_times", "synthetic");
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> MatchSimulator.builder("")).isInstanceOf(InvalidGameIdException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchSimulator.builder("m").firstServer(0))
                .withMessageContaining("first server 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedPlayer.of("A", Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedPlayer.of("A", 0.99))
                .withMessageContaining("servePointsWon 0.99");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SimulatedPlayer.of(" ", 0.6))
                .withMessageContaining("blank");
    }
}
