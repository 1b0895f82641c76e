package dev.rallycast.sports.tennis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreTrackTest {
    private final ScoreTrack track = new ScoreTrack();
    private final Game game =
            Game.builder("m", "tennis").format(MatchFormat.BEST_OF_3.text()).build();

    private static GameEvent event(String kind, String data) {
        return new GameEvent(0, 0, kind, null, Payload.of(data));
    }

    private static GameEvent point(int server, int winner) {
        return event(
                "point", "{\"number\":1,\"set\":1,\"game\":1,\"server\":" + server + ",\"winner\":" + winner + "}");
    }

    /** Plays points, each a server and a winner: {@code "11 12"}. */
    private Score play(Score from, String points) {
        Score score = from;
        for (int i = 0; i < points.length(); i += 3) {
            score = track.apply(score, point(points.charAt(i) - '0', points.charAt(i + 1) - '0'), data -> {});
        }
        return score;
    }

    private static String times(int count, String points) {
        return (points + " ").repeat(count);
    }

    @Test
    void scoreIsCalledBeforeTheFirstPointWithoutAServer() {
        assertThat(track.encode(track.initial(game)).json())
                .isEqualTo("{\"completed_sets\":[],\"tiebreaks\":[],\"sets_won\":[0,0],\"games\":[0,0],"
                        + "\"points\":[\"0\",\"0\"],\"server\":null,\"tiebreak\":false,\"winner\":null,"
                        + "\"retired\":null}");
    }

    @Test
    void firstPointTellsWhoServes() {
        assertThat(track.encode(play(track.initial(game), "22 21")).json())
                .contains("\"points\":[\"15\",\"15\"],\"server\":2,");
    }

    @Test
    void completedSetsAndTieBreaksAreListed() {
        Score sixAll = play(
                track.initial(game), times(6, times(4, "11") + times(4, "22").strip()));
        String tieBreak = "11 21 21 12 12 22 22 11 11 21 21 ";
        Score inSetTwo = play(play(sixAll, tieBreak), times(4, "22"));

        assertThat(track.encode(sixAll).json()).contains("\"games\":[6,6]").contains("\"tiebreak\":true");
        assertThat(track.encode(inSetTwo).json())
                .isEqualTo("{\"completed_sets\":[[7,6]],\"tiebreaks\":[[7,4]],\"sets_won\":[1,0],\"games\":[0,1],"
                        + "\"points\":[\"0\",\"0\"],\"server\":1,\"tiebreak\":false,\"winner\":null,"
                        + "\"retired\":null}");
    }

    @Test
    void winnerIsGivenAfterTheMatch() {
        Score over = play(track.initial(game), times(12, times(4, "22").strip()));

        assertThat(track.encode(over).json())
                .isEqualTo("{\"completed_sets\":[[0,6],[0,6]],\"tiebreaks\":[null,null],\"sets_won\":[0,2],"
                        + "\"games\":[0,0],\"points\":[\"0\",\"0\"],\"server\":null,\"tiebreak\":false,\"winner\":2,"
                        + "\"retired\":null}");
    }

    @Test
    void retirementKeepsTheScore() {
        List<Payload> sent = new ArrayList<>();
        Score score = track.apply(
                play(track.initial(game), "11 11"), event("retirement", "{\"retired\":2,\"winner\":1}"), sent::add);

        assertThat(track.encode(score).json())
                .contains("\"points\":[\"30\",\"0\"],\"server\":null,\"tiebreak\":false,\"winner\":1,\"retired\":2}");
        assertThat(sent).containsExactly(track.encode(score));
    }

    @Test
    void eachPointIsSentAndOtherKindsAreNot() {
        List<Payload> sent = new ArrayList<>();
        Score start = track.initial(game);
        Score afterPoint = track.apply(start, point(1, 1), sent::add);
        Score afterOther = track.apply(afterPoint, event("weather", "{\"winner\":\"rain\"}"), sent::add);

        assertThat(afterOther).isSameAs(afterPoint);
        assertThat(sent).containsExactly(track.encode(afterPoint));
    }

    @Test
    void recordedServerGoesBeforeTheRotation() {
        Score score = play(track.initial(game), times(4, "11"));

        assertThat(track.encode(score).json()).contains("\"server\":2");
        assertThat(track.encode(play(score, "11")).json()).contains("\"server\":1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{}",
                "{\"number\":1,\"set\":1,\"game\":1,\"server\":1}",
                "{\"number\":1,\"set\":1,\"game\":1,\"server\":1,\"winner\":3}",
                "{\"number\":1,\"set\":1,\"game\":1,\"server\":1,\"winner\":\"1\"}",
                "{\"number\":1,\"set\":1,\"game\":1,\"server\":1,\"winner\":1e99}"
            })
    void malformedPointIsRefused(String data) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> track.apply(track.initial(game), event("point", data), out -> {}));
    }

    @Test
    void pointAfterTheMatchIsRefused() {
        Score over = play(track.initial(game), times(12, times(4, "22").strip()));

        assertThatIllegalStateException().isThrownBy(() -> track.apply(over, point(1, 1), data -> {}));
    }

    @Test
    void trackAppliesToTennisWithAKnownFormat() {
        assertThat(track.name()).isEqualTo("score");
        assertThat(track.delivery()).isEqualTo(Track.Delivery.LATEST);
        assertThat(track.appliesTo(game)).isTrue();
        assertThat(track.appliesTo(Game.of("m", "tennis"))).isTrue();
        assertThat(track.initial(Game.of("m", "tennis")).format()).isEqualTo(MatchFormat.BEST_OF_3);
        assertThat(track.appliesTo(Game.of("m", "football"))).isFalse();
        Game odd = Game.builder("m", "tennis").format("timed").build();
        assertThat(track.appliesTo(odd)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> track.initial(odd))
                .withMessageContaining("timed");
    }

    @Test
    void foldFromAnyKeyframeEqualsPlayingFromTheStart() {
        TennisMatch match = MatchSimulator.fictional("m", 7).simulate();
        List<GameEvent> events = Recorded.events(match);
        List<Score> played = Recorded.fold(track.initial(match.game()), events);

        for (int keyframe = 0; keyframe <= events.size(); keyframe += 13) {
            List<Score> folded = Recorded.fold(played.get(keyframe), events.subList(keyframe, events.size()));
            assertThat(folded).as("from %d", keyframe).isEqualTo(played.subList(keyframe, played.size()));
        }
        assertThat(played.get(played.size() - 1).isOver()).isTrue();
    }
}
