package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameIds;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.InvalidGameIdException;
import dev.rallycast.spi.Recording;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ids of games, and what is known of them. */
abstract class StorageIdContract extends StorageFixture {
    // Ids

    @Test
    void anUnknownGameIsNotFound() {
        assertThat(storage.find("nobody")).isEmpty();
        assertThat(storage.list()).isEmpty();
        assertThat(storage.delete("nobody")).isFalse();
        assertThatThrownBy(() -> storage.open("nobody"))
                .isInstanceOf(GameNotFoundException.class)
                .hasMessageContaining("nobody");
        assertThatThrownBy(() -> storage.append("nobody"))
                .isInstanceOf(GameNotFoundException.class)
                .hasMessageContaining("nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\u0000b", "a\nb", "\u007f", "e\u0301", "\ud800", "a\u2028b"})
    void anIdThatBreaksTheRuleIsRefusedEverywhere(String id) {
        assertThatThrownBy(() -> storage.find(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.open(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.append(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.delete(id)).isInstanceOf(InvalidGameIdException.class);
    }

    @Test
    void anIdThatIsTooLongIsRefused() {
        String id = "x".repeat(GameIds.MAX_CODE_POINTS + 1);
        assertThatThrownBy(() -> storage.find(id)).isInstanceOf(InvalidGameIdException.class);
        assertThatThrownBy(() -> storage.open(id)).isInstanceOf(InvalidGameIdException.class);
    }

    static Stream<String> awkwardIds() {
        String[] withoutSpaces =
                ("../x .. . /etc/passwd a/b a\\b C:\\x \\\\host\\x CON con nul COM1 a:b a*b? <x> a|b \"q\" trail."
                                + " ~ $HOME %2e%2e % %41 a.jsonl x.lock -rf {x} a#b m1:meta é 日本 🎾")
                        .split(" ");
        return Stream.concat(
                Stream.of(withoutSpaces),
                Stream.of(" lead", "trail ", "🎾".repeat(128), "é".repeat(128), "X".repeat(128), ".".repeat(128)));
    }

    @ParameterizedTest
    @MethodSource("awkwardIds")
    void anAwkwardIdIsAnIdLikeAnyOther(String id) {
        record(Game.of(id, "tennis"), event(1, "point", "1"));

        assertThat(storage.find(id)).contains(Game.of(id, "tennis"));
        assertThat(storage.list()).extracting(Game::id).containsExactly(id);
        try (Recording recording = storage.open(id)) {
            assertThat(recording.game().id()).isEqualTo(id);
            assertThat(recording.read(0, 10)).hasSize(1);
        }
        assertThat(storage.delete(id)).isTrue();
        assertThat(storage.find(id)).isEmpty();
    }

    @Test
    void idsThatLookAlikeAreDifferentGames() {
        String[] lookalikes = "match Match MATCH a A %61 ß ss ı i İ K k ﬁ fi".split(" ");
        List<String> ids = Stream.of(
                        awkwardIds(), Stream.of(lookalikes), Stream.of("é".repeat(127) + "e", "X".repeat(127) + "x"))
                .flatMap(same -> same)
                .distinct()
                .toList();
        for (String id : ids) {
            record(Game.of(id, "tennis"), event(1, "id", quoted(id)));
        }

        assertThat(storage.list())
                .extracting(Game::id)
                .containsExactlyElementsOf(ids.stream().sorted().toList());
        for (String id : ids) {
            try (Recording recording = storage.open(id)) {
                assertThat(recording.read(0, 1).get(0).data().json()).isEqualTo(quoted(id));
            }
        }
    }

    // Metadata

    @Test
    void allMetadataComesBack() {
        Game game = Game.builder("m1", "tennis")
                .players("Á. \"One\"", "Two\\/\u0001\t", "組 三 & 四")
                .mode("pvp")
                .event("Open d'Été, final\nround")
                .surface("grass")
                .format("best of 3; \ud83c\udfbe")
                .scheduledStart(Instant.parse("2023-07-16T13:04:05.123456789Z"))
                .details(Map.of("source", "made up", "", "empty key", "empty value", "", "a\"b", "\u2028"))
                .build();
        record(game);

        assertThat(storage.find("m1")).contains(game);
        assertThat(storage.list()).containsExactly(game);
        try (Recording recording = storage.open("m1")) {
            assertThat(recording.game()).isEqualTo(game);
        }
    }

    @Test
    void metadataThatIsNotKnownStaysUnknown() {
        record(GAME);

        assertThat(storage.find("m1")).contains(GAME);
    }

    @Test
    void gamesAreListedInTheOrderOfTheirIds() {
        for (String id : List.of("b", "a10", "B", "é", "a", "~", "a2", "🎾", "\uffee", "-")) {
            record(Game.of(id, "tennis"));
        }

        // By code unit: the pair of surrogates of the ball sorts before U+FFEE.
        try (Stream<Game> games = storage.list()) {
            assertThat(games)
                    .extracting(Game::id)
                    .containsExactly("-", "B", "a", "a10", "a2", "b", "~", "é", "🎾", "\uffee");
        }
    }
}
