package dev.rallycast.sports.tennis.shots;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.model.EventDraft;
import dev.rallycast.sports.tennis.Outcome;
import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.Recorded;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import dev.rallycast.sports.tennis.shots.Stroke.Kind;
import dev.rallycast.sports.tennis.shots.Stroke.Miss;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShotsTest {
    private static final Score START = Score.start(MatchFormat.BEST_OF_3).withServer(1);

    private static TennisMatch simulated(long seed, boolean shots) {
        return MatchSimulator.fictionalBuilder("m", seed).shots(shots).build().simulate();
    }

    private static List<EventDraft> points(TennisMatch match) {
        return match.events().stream()
                .filter(event -> event.kind().equals(PointEvent.KIND))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, Long.MIN_VALUE, -1})
    void shotsOfASimulatedMatchAgreeWithItsPoints(long seed) {
        TennisMatch match = simulated(seed, true);

        assertThat(ShotChecks.check(match)).isGreaterThan(3 * points(match).size());
        assertThat(match.game().details()).containsEntry("shots", "synthetic").containsEntry("shot_times", "synthetic");
    }

    @Test
    void shotsChangeNothingOfThePoints() {
        assertThat(points(simulated(3, true)).stream().map(EventDraft::data))
                .isEqualTo(points(simulated(3, false)).stream()
                        .map(EventDraft::data)
                        .toList());
    }

    @Test
    void scoreIsTheSameWithShots() {
        ScoreTrack track = new ScoreTrack();
        TennisMatch with = simulated(4, true);
        TennisMatch without = simulated(4, false);

        List<Score> scores = Recorded.fold(track.initial(with.game()), Recorded.events(with));
        List<Score> expected = Recorded.fold(track.initial(without.game()), Recorded.events(without));

        assertThat(scores.get(scores.size() - 1)).isEqualTo(expected.get(expected.size() - 1));
    }

    @Test
    void sameSeedGivesTheSameShots() {
        assertThat(simulated(5, true)).isEqualTo(simulated(5, true));
        assertThat(simulated(5, true).events()).isNotEqualTo(simulated(6, true).events());
    }

    @Test
    void shotsHoldNothingOfHowThePointEnds() {
        for (EventDraft event : simulated(7, true).events()) {
            if (event.kind().equals(ShotEvent.KIND)) {
                assertThat(event.data().json()).doesNotContain("outcome", "winner", "rally");
            }
        }
    }

    @Test
    void aPointThatHasLittleTimeIsPlayedFaster() {
        Rally rally = new Rally(
                List.of(
                        Stroke.serve(true, 4, Miss.NET),
                        Stroke.serve(false, 6, Miss.NONE),
                        new Stroke(Kind.GROUND_STROKE, "forehand", 3, 9, false, Miss.LONG)),
                false);
        PointShots shots = PointShots.of(START, 1, rally, PointDetail.NONE, new SplitMix(1));

        List<EventDraft> drafts = shots.drafts(1_000, 1_000 + shots.durationNanos() / 2);

        assertThat(shots.durationNanos()).isBetween(11_500_000_000L, 15_000_000_000L);
        assertThat(drafts).hasSize(3);
        assertThat(drafts.get(0).timeNanos()).isEqualTo(1_000);
        assertThat(drafts.get(1).timeNanos()).isBetween(5_490_000_000L, 5_510_000_000L);
        assertThat(drafts.get(2).timeNanos()).isLessThan(1_000 + shots.durationNanos() / 2);
        assertThat(shots.drafts(5_000, 5_000))
                .allSatisfy(draft -> assertThat(draft.timeNanos()).isEqualTo(5_000));
    }

    @Test
    void dataNamesStrokeDirectionDepthAndPlaces() {
        Stroke stroke = new Stroke(Kind.SLICE, "backhand", 1, 9, false, Miss.NONE);

        assertThat(new ShotEvent(17, 2, 2, stroke, 1.005, 11.9, -3.456, -10.1, 0.9, 812_345_678, false, true)
                        .payload()
                        .json())
                .isEqualTo("{\"point\":17,\"shot\":2,\"side\":2,\"stroke\":\"slice\",\"wing\":\"backhand\","
                        + "\"direction\":\"forehand\",\"depth\":\"deep\",\"from\":[1.00,11.90],\"to\":[-3.46,-10.10],"
                        + "\"height\":0.9,\"flight\":0.812,\"synthetic\":true}");
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 0, 2", "1, 1, 2", "2, 1, 1", "2, 2, 1", "3, 2, 2"})
    void endsAreChangedAfterOddGames(int games1, int games2, int near) {
        assertThat(Court.nearSide(new Score(MatchFormat.BEST_OF_3, List.of(), games1, games2, 0, 0, 1, 0, 0)))
                .isEqualTo(near);
    }

    @Test
    void endsAreChangedAfterASetWithAnOddNumberOfGamesOnly() {
        assertThat(Court.nearSide(after(new SetScore(6, 4, 0, 0)))).isEqualTo(2);
        assertThat(Court.nearSide(after(new SetScore(6, 3, 0, 0)))).isEqualTo(2);
        assertThat(Court.nearSide(after(new SetScore(6, 2, 0, 0)))).isEqualTo(1);
    }

    private static Score after(SetScore set) {
        return new Score(MatchFormat.BEST_OF_3, List.of(set), 0, 0, 0, 0, 1, 0, 0);
    }

    @Test
    void endsAreChangedAfterSixPointsOfATieBreak() {
        Score start = new Score(MatchFormat.BEST_OF_3, List.of(), 6, 6, 0, 0, 1, 0, 0);
        Score sixth = new Score(MatchFormat.BEST_OF_3, List.of(), 6, 6, 4, 2, 1, 0, 0);

        assertThat(Court.nearSide(start)).isEqualTo(1);
        assertThat(Court.nearSide(sixth)).isEqualTo(2);
        assertThat(Court.nearSide(after(new SetScore(7, 6, 7, 5)))).isEqualTo(1);
        assertThat(Court.nearSide(after(new SetScore(7, 6, 7, 2)))).isEqualTo(1);
        assertThat(Court.nearSide(after(new SetScore(7, 6, 8, 6)))).isEqualTo(2);
    }

    @Test
    void nothingIsInventedForAPenalty() {
        PointDetail penalty = new PointDetail(Outcome.PENALTY, 0, 0, PointDetail.UNKNOWN_RALLY, null, 0);

        assertThat(RallyInventor.invent(penalty, true, new SplitMix(1)).strokes())
                .isEmpty();
    }

    @Test
    void aCountThatContradictsTheWinnerIsNotUsed() {
        PointDetail even = new PointDetail(Outcome.WINNER, 1, 0, 4, null, 0);

        assertThat(RallyInventor.invent(even, true, new SplitMix(1)).strokes().size() % 2)
                .isEqualTo(1);
    }

    @Test
    void directionsOfAServeAreNotThoseOfOtherStrokes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Stroke.serve(true, 3, Miss.NONE))
                .withMessageContaining("direction 3 of FIRST_SERVE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Stroke(Kind.LOB, null, 0, 6, false, Miss.NONE))
                .withMessageContaining("depth 6");
    }
}
