package dev.rallycast.sports.tennis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.model.Payload;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PointEventTest {
    @Test
    void onlyWhatIsKnownIsWritten() {
        assertThat(new PointEvent(17, 1, 3, 1, 2, PointDetail.NONE).payload().json())
                .isEqualTo("{\"number\":17,\"set\":1,\"game\":3,\"server\":1,\"winner\":2}");
    }

    @Test
    void everythingKnownIsWritten() {
        PointDetail ace = new PointDetail(Outcome.ACE, 1, 201, 1, null, 2);

        assertThat(new PointEvent(1, 1, 1, 2, 2, ace).payload().json())
                .isEqualTo("{\"number\":1,\"set\":1,\"game\":1,\"server\":2,\"winner\":2,\"ace\":true,"
                        + "\"outcome\":\"ace\",\"serve\":1,\"speed_kmh\":201,\"rally\":1,\"server_in_team\":2}");
    }

    static Stream<PointDetail> details() {
        return Stream.of(
                PointDetail.NONE,
                new PointDetail(Outcome.ACE, 2, 150, 1, null, 1),
                new PointDetail(Outcome.DOUBLE_FAULT, 2, 0, 0, null, 0),
                new PointDetail(Outcome.WINNER, 1, 190, 7, "backhand", 0),
                new PointDetail(Outcome.FORCED_ERROR, 0, 0, PointDetail.UNKNOWN_RALLY, null, 0),
                new PointDetail(Outcome.UNFORCED_ERROR, 1, 1, 10_000, null, 0));
    }

    @ParameterizedTest
    @MethodSource("details")
    void payloadParsesBack(PointDetail detail) {
        PointEvent point = new PointEvent(300, 5, 13, 2, 1, detail);

        assertThat(PointEvent.parse(point.payload())).isEqualTo(point);
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(PointEvent.parse(Payload.of("{\"wind\":{\"from\":[1,2]},\"number\":1,\"set\":1,\"game\":2,"
                        + "\"server\":1,\"winner\":2,\"outcome\":\"net_cord\"}")))
                .isEqualTo(new PointEvent(1, 1, 2, 1, 2, PointDetail.NONE));
    }

    @Test
    void marksNameTheStartsOfSetsAndGames() {
        Score start = Score.start(MatchFormat.BEST_OF_3).withServer(1);
        Score inGame = start.point(1);
        Score secondGame = inGame.point(1).point(1).point(1);

        assertThat(PointEvent.at(start, 1, 1, PointDetail.NONE).draft(0, start).mark())
                .isEqualTo("set");
        assertThat(PointEvent.at(inGame, 2, 1, PointDetail.NONE)
                        .draft(0, inGame)
                        .mark())
                .isNull();
        assertThat(PointEvent.at(secondGame, 5, 1, PointDetail.NONE)
                        .draft(0, secondGame)
                        .mark())
                .isEqualTo("game");
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PointEvent(0, 1, 1, 1, 1, PointDetail.NONE))
                .withMessageContaining("point 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PointEvent(1, 1, 1, 0, 1, PointDetail.NONE))
                .withMessageContaining("server 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PointDetail(null, 3, 0, 0, null, 0))
                .withMessageContaining("serve 3");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PointDetail(null, 0, 0, 0, "volley", 0))
                .withMessageContaining("volley");
    }

    @Test
    void retirementParsesBack() {
        RetirementEvent event = new RetirementEvent(2);

        assertThat(event.payload().json()).isEqualTo("{\"retired\":2,\"winner\":1}");
        assertThat(RetirementEvent.parse(event.payload())).isEqualTo(event);
        assertThatIllegalArgumentException().isThrownBy(() -> RetirementEvent.parse(Payload.of("{}")));
        assertThatIllegalArgumentException().isThrownBy(() -> RetirementEvent.parse(Payload.of("[1]")));
        assertThatIllegalArgumentException().isThrownBy(() -> RetirementEvent.parse(Payload.of("{\"retired\":true}")));
    }
}
