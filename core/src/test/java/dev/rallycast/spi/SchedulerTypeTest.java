package dev.rallycast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.model.Game;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SchedulerTypeTest {
    private static final Game GAME = Game.of("g", "tennis");
    private static final User ANN = User.named("ann");
    private static final User BOB = User.named("bob");

    @Test
    void pvpIsSharedByAllOfAGame() {
        SchedulerType pvp = SchedulerType.pvp();
        assertThat(pvp.key(GAME, ANN)).isEqualTo(pvp.key(GAME, BOB));
        assertThat(pvp.key(GAME, ANN)).isNotEqualTo(pvp.key(Game.of("h", "tennis"), ANN));
        assertThat(pvp.role()).isEqualTo(Role.PLAYER);
        assertThat(pvp.seats()).isEqualTo(2);
        assertThat(pvp.singleUser()).isFalse();
        assertThat(pvp.endsWithLastStop()).isTrue();
        assertThat(pvp.idle()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void pvaiBelongsToOneUser() {
        SchedulerType pvai = SchedulerType.pvai();
        assertThat(pvai.key(GAME, ANN)).isEqualTo(pvai.key(GAME, User.named("ann")));
        assertThat(pvai.key(GAME, ANN)).isNotEqualTo(pvai.key(GAME, BOB));
        assertThat(pvai.singleUser()).isTrue();
    }

    @Test
    void spectatorsShareAPlaybackForFiveMinutesAfterTheLastOneLeft() {
        SchedulerType spectator = SchedulerType.spectator();
        assertThat(spectator.key(GAME, ANN)).isEqualTo(spectator.key(GAME, BOB));
        assertThat(spectator.role()).isEqualTo(Role.SPECTATOR);
        assertThat(spectator.idle()).isEqualTo(Duration.ofMinutes(5));
        assertThat(spectator.anchor()).isEqualTo(SchedulerType.Anchor.SESSION);
        assertThat(spectator.endsWithLastStop()).isFalse();
        assertThat(spectator.seats()).isZero();
    }

    @Test
    void typesOfDifferentNamesShareNothing() {
        assertThat(SchedulerType.pvp().key(GAME, ANN))
                .isNotEqualTo(SchedulerType.spectator().key(GAME, ANN));
    }

    @Test
    void aCopyKeepsEverything() {
        SchedulerType type = SchedulerType.builder("mine")
                .owner((game, user) -> "team")
                .role(Role.PLAYER)
                .seats(3)
                .control(ControlPolicy.players())
                .anchor(SchedulerType.Anchor.BROADCAST)
                .idle(Duration.ZERO)
                .endsWithLastStop(true)
                .startDelay(Duration.ofSeconds(3))
                .build();
        SchedulerType copy = type.toBuilder().build();
        assertThat(copy).usingRecursiveComparison().isEqualTo(type);
        assertThat(copy.key(GAME, ANN)).isEqualTo(new SchedulerKey("mine", "g", "team"));
    }

    @Test
    void refusesNegativeValuesByName() {
        SchedulerType.Builder builder = SchedulerType.builder("mine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.seats(-1))
                .withMessage("seats is -1: expected 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.idle(Duration.ofSeconds(-1)))
                .withMessage("idle is PT-1S: expected 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.startDelay(Duration.ofSeconds(-1)))
                .withMessage("startDelay is PT-1S: expected 0 or more");
    }
}
