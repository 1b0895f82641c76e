package dev.rallycast.model;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "-0.0e+5",
                "1e1000000000",
                "\"\"",
                "\"é😀\\ud83d\\ude00\"",
                "[]",
                "{}",
                " {\"a\" : [1, {\"a\":2}]}\t"
            })
    void keepsValuesByteForByte(String json) {
        assertThat(Payload.of(json).bytes()).isEqualTo(json.getBytes(UTF_8));
        assertThat(Payload.of(json.getBytes(UTF_8)).json()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\":1,}",
                "{a:1}",
                "'a'",
                "NaN",
                "-Infinity",
                "01",
                "+1",
                ".5",
                "1.",
                "0x1",
                "nul",
                "undefined",
                "// comment",
                "[1 2]",
                "\"a\u0001\"",
                "\"\\x\"",
                "\"a"
            })
    void refusesWhatIsNotStrictJson(String json) {
        assertRefused(json, "");
    }

    @Test
    void refusesDuplicateKeysAtAnyDepth() {
        assertRefused("{\"a\":1,\"a\":1}", "Duplicate");
        assertRefused("[{\"x\":{\"a\":1,\"\\u0061\":2}}]", "Duplicate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2", "{}{}", "[],", "{}x", "null}"})
    void refusesWhatGoesOnBehindTheValue(String json) {
        assertRefused(json, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1,\n2]", "[1,\r2]", "\n1", "1\n"})
    void refusesLineBreaks(String json) {
        assertRefused(json, "line break");
    }

    @Test
    void takesADepthOf32AndNotOf33() {
        assertThatCode(() -> Payload.of("[".repeat(32) + "]".repeat(32))).doesNotThrowAnyException();
        assertRefused("[".repeat(33) + "]".repeat(33), "33");
    }

    @Test
    void takes64KibibytesAndNotOneMore() {
        assertThat(Payload.of("\"" + "x".repeat(Payload.MAX_BYTES - 2) + "\"").size())
                .isEqualTo(Payload.MAX_BYTES);
        assertRefused("\"" + "x".repeat(Payload.MAX_BYTES - 1) + "\"", "65537 bytes: expected at most 65536");
        // Counted in bytes, not in characters.
        assertRefused("\"" + "é".repeat(Payload.MAX_BYTES / 2) + "\"", "65538 bytes");
    }

    @Test
    void refusesHalfOfASurrogatePairInText() {
        assertRefused("\"\ud800\"", "surrogate");
        assertRefused("\"\udc00\ud800\"", "surrogate");
    }

    @ParameterizedTest
    @CsvSource({
        "22c08022, overlong NUL",
        "22c1bf22, overlong two bytes",
        "22e0808022, overlong three bytes",
        "22f080808022, overlong four bytes",
        "22eda08022, a surrogate",
        "22f490808022, beyond the last code point",
        "22ff22, no head byte",
        "228022, a continuation byte alone",
        "22c3, cut off",
    })
    void refusesInvalidUtf8(String hex, String what) {
        assertThatExceptionOfType(InvalidPayloadException.class)
                .as(what)
                .isThrownBy(() -> Payload.of(HexFormat.of().parseHex(hex)))
                .withMessageContaining("UTF-8");
    }

    @Test
    void refusesOtherEncodingsAndByteOrderMarks() {
        for (byte[] bytes : new byte[][] {
            "\ufeff1".getBytes(UTF_8),
            "[1]".getBytes(UTF_16BE),
            "[1]".getBytes(UTF_16LE),
            {0, 0, 0, '1'},
            {'1', 0, 0, 0}
        }) {
            assertThatExceptionOfType(InvalidPayloadException.class)
                    .as(HexFormat.of().formatHex(bytes))
                    .isThrownBy(() -> Payload.of(bytes));
        }
    }

    @Test
    void takesOnlyTheGivenBytes() {
        byte[] line = "x{\"a\":1}\n".getBytes(UTF_8);
        assertThat(Payload.of(line, 1, 8).json()).isEqualTo("{\"a\":1}");
        assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> Payload.of(line, 0, 8));
        assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> Payload.of(line, 1, 9));
        assertThatExceptionOfType(InvalidPayloadException.class).isThrownBy(() -> Payload.of(line, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 3", "2, 1", "3, 3"})
    void refusesBytesThatAreNotThere(int from, int to) {
        byte[] two = {'1', '2'};
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> Payload.of(two, from, to))
                .withMessageContaining(from + " to " + to);
    }

    @Test
    void aChangeOfTheArrayDoesNotChangeThePayload() {
        byte[] bytes = "[1]".getBytes(UTF_8);
        Payload checked = Payload.of(bytes);
        Payload unchecked = Payload.unchecked(bytes, 0, bytes.length);
        bytes[2] = '}';
        checked.bytes()[2] = '}';
        assertThat(checked.json()).isEqualTo("[1]");
        assertThat(unchecked.requireValid().json()).isEqualTo("[1]");
    }

    @Test
    void aPayloadThatWasNotCheckedIsCheckedWhenItMustBeValid() {
        byte[] bytes = "{\"a\":1}}".getBytes(UTF_8);
        Payload good = Payload.unchecked(bytes, 0, bytes.length - 1);
        Payload bad = Payload.unchecked(bytes, 0, bytes.length);
        assertThat(good.requireValid()).isSameAs(good).isEqualTo(Payload.of("{\"a\":1}"));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(InvalidPayloadException.class)
                    .isThrownBy(bad::requireValid)
                    .withMessageStartingWith("payload is not one strict JSON value: Unexpected close marker '}'");
        }
    }

    @Test
    void aRefusalSaysWhereTheUtf8Breaks() {
        assertThatExceptionOfType(InvalidPayloadException.class)
                .isThrownBy(() -> Payload.of(new byte[] {'"', 'a', (byte) 0xff, '"'}))
                .withMessage("payload is not valid UTF-8 at byte 2");
    }

    private static void assertRefused(String json, String message) {
        assertThatExceptionOfType(InvalidPayloadException.class)
                .as(json.length() > 100 ? json.substring(0, 100) : json)
                .isThrownBy(() -> Payload.of(json))
                .withMessageContaining(message);
    }
}
