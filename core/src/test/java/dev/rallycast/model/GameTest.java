package dev.rallycast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GameTest {
    private static final Payload DATA = Payload.of("1");

    @Test
    void copiesItsCollections() {
        List<String> players = new ArrayList<>(List.of("A"));
        Map<String, String> details = new HashMap<>(Map.of("k", "v"));
        Game game =
                Game.builder("g", "tennis").players(players).details(details).build();
        players.add("B");
        details.clear();
        assertThat(game.players()).containsExactly("A");
        assertThat(game.details()).containsEntry("k", "v");
    }

    @Test
    void refusesInvalidIds() {
        assertThatExceptionOfType(InvalidGameIdException.class).isThrownBy(() -> Game.of("", "tennis"));
        assertThatExceptionOfType(InvalidGameIdException.class).isThrownBy(() -> Game.of("a\nb", "tennis"));
    }

    @Test
    @SuppressWarnings("NullAway")
    void refusesMissingIdsBeforeTheGameIsBuilt() {
        assertThatNullPointerException()
                .isThrownBy(() -> Game.builder(null, "tennis"))
                .withMessage("id");
        assertThatNullPointerException()
                .isThrownBy(() -> Game.builder("g", null))
                .withMessage("sport");
    }

    @Test
    void eventsKeepWholeMicroseconds() {
        assertThat(new GameEvent(0, 1_999, "k", null, DATA).timeNanos()).isEqualTo(1_000);
        assertThat(new EventDraft(1_999, "k", null, DATA).timeNanos()).isEqualTo(1_000);
    }

    @Test
    void eventsRefuseWhatIsOutOfRange() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GameEvent(-1, 0, "k", null, DATA))
                .withMessage("index -1 is negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GameEvent(0, -1_000, "k", null, DATA))
                .withMessage("time -0.000001 s is out of range: expected 0 to 1000000000 s");
        assertThatIllegalArgumentException().isThrownBy(() -> new EventDraft(MatchTime.MAX_NANOS + 1, "k", null, DATA));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventDraft(0, "", null, DATA))
                .withMessage("kind has 0 characters: expected 1 to 64");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EventDraft(0, "k", "m".repeat(65), DATA))
                .withMessage("mark has 65 characters: expected 1 to 64");
    }
}
