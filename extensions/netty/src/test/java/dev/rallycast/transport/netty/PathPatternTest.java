package dev.rallycast.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathPatternTest {
    @ParameterizedTest(name = "{1} at {0}: {2}")
    @CsvSource({
        "/stream, /stream, YES",
        "/stream, /stream/, NO",
        "/stream, /Stream, NO",
        "/stream, /%73tream, NO",
        "/stream, //stream, NO",
        "/, /, YES",
        "/, //, NO",
        "/rooms/{room}, /rooms/a, YES",
        "/rooms/{room}, /rooms/a;x=1, YES",
        "/rooms/{room}, /rooms/a%0ab, YES",
        "/rooms/{room}, /rooms/%C3%BC, YES",
        "/rooms/{room}, /rooms/..., YES",
        "/rooms/{room}, /rooms/, NO",
        "/rooms/{room}, /rooms, NO",
        "/rooms/{room}, /rooms/a/b, NO",
        "/rooms/{room}, /other/a, NO",
        "/rooms/{room}, /rooms/.., BAD",
        "/rooms/{room}, /rooms/%2e%2E, BAD",
        "/rooms/{room}, /rooms/., BAD",
        "/rooms/{room}, /rooms/a%2fb, BAD",
        "/rooms/{room}, /rooms/a%5Cb, BAD",
        "/rooms/{room}, /rooms/a%00, BAD",
        "/rooms/{room}, /rooms/%c0%af, BAD",
        "/rooms/{room}, /rooms/%zz, BAD",
        "/rooms/{room}, /rooms/%4, BAD",
        "/rooms/{room}, /rooms/a%, BAD",
        "/{any}/feed, /../other, NO",
        "/{any}/feed, /../feed, BAD",
    })
    void pathsAreCompared(String pattern, String path, PathPattern.Match expected) {
        assertThat(new PathPattern(pattern).match(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stream", "/rooms/{room", "/rooms/room}", "/rooms/a{room}", "/rooms/{}", "/{a}{b}"})
    void aBadPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> new PathPattern(pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path is \"" + pattern + "\"");
    }
}
