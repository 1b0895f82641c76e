package dev.rallycast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GameIdsTest {
    static Stream<String> valid() {
        return Stream.of(
                "1",
                " ",
                ".",
                "..",
                "../../etc/passwd",
                "CON",
                "a/b\\c:d*e?",
                "Ünïcödé",
                "試合",
                "😀".repeat(128),
                "x".repeat(128));
    }

    static Stream<String> invalid() {
        return Stream.of(
                "",
                "x".repeat(129),
                "😀".repeat(129),
                "x".repeat(10_000_000),
                "a\u0000",
                "a\nb",
                "\u007f",
                "\u0085",
                "a\u2028b",
                "a\u2029b",
                "\ud800",
                "a\udc00b",
                // Decomposed, so another spelling of the same name.
                "e\u0301");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void takesUpTo128CodePoints(String id) {
        assertThat(GameIds.isValid(id)).isTrue();
        assertThat(GameIds.require(id)).isSameAs(id);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void refusesAnythingElse(String id) {
        assertThat(GameIds.isValid(id)).isFalse();
        assertThatExceptionOfType(InvalidGameIdException.class)
                .isThrownBy(() -> GameIds.require(id))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(600).doesNotContain("\n"));
    }

    @Test
    void theMessageShowsControlsEscaped() {
        assertThatExceptionOfType(InvalidGameIdException.class)
                .isThrownBy(() -> GameIds.require("a\nb"))
                .withMessageContaining("\"a\\u000ab\"");
    }
}
