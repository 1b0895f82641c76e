package dev.rallycast.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuickJsonTest {
    private static final long SEED = 20_261_122;
    private static final int VALUES = 400_000;

    @Test
    void whatItTakesTheParserTakes() {
        SplittableRandom random = new SplittableRandom(SEED);
        int taken = 0;
        int changed = 0;
        int refused = 0;
        for (int i = 0; i < VALUES; i++) {
            byte[] value = JsonFuzz.value(random);
            int changes = random.nextInt(4);
            byte[] bytes = JsonFuzz.changed(value, changes, random);
            // Between other bytes, which must not be looked at.
            int from = random.nextInt(10);
            byte[] within = new byte[from + bytes.length + random.nextInt(10)];
            Arrays.fill(within, (byte) "\"0}] \\9".charAt(random.nextInt(7)));
            System.arraycopy(bytes, 0, within, from, bytes.length);
            if (QuickJson.isSurelyValid(within, from, from + bytes.length)) {
                taken++;
                changed += Arrays.equals(bytes, value) ? 0 : 1;
                String problem = StrictJson.parserProblem(within, from, from + bytes.length);
                if (problem != null) {
                    fail(
                            "seed %d, value %d, %s, \"%s\" %s",
                            SEED, i, HexFormat.of().formatHex(bytes), text(bytes), problem);
                }
            } else {
                refused++;
            }
        }
        // Else this would not say much.
        assertThat(taken).isGreaterThan(VALUES / 3);
        assertThat(changed).isGreaterThan(VALUES / 20);
        assertThat(refused).isGreaterThan(VALUES / 3);
    }

    @Test
    void takesAllEventsOfMatches() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < 10_000; i++) {
            for (String event : List.of(point(random), pass(random), comment(random))) {
                byte[] bytes = event.getBytes(UTF_8);
                assertThat(QuickJson.isSurelyValid(bytes, 0, bytes.length))
                        .as("seed %d: %s", SEED, event)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                " true\t",
                "-0.50e+10",
                "\"\"",
                "\"12345678\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\uD83d\"",
                "\"Świątek – Đoković 😀 \u007f\uffff\"",
                "[ ]",
                "{ }",
                "[[],{},[{}]]",
                "{\"\":1,\"a\":{\"a\":2,\"b\":[{\"a\":3}]},\"b\":4}",
                "{ \"abcdefgh\" : 1 , \"abcdefghi\" : 2 }"
            })
    void takesOrdinaryValues(String json) {
        assertThat(isSurelyValid(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1},\"c\":[{\"d\":1}],\"a\":2}",
                "{\"abcdefghij\":1,\"b\":1,\"abcdefghij\":1}",
                "{\"a\":1,\"\\u0061\":2}",
                "[1\n]",
                "[1,]",
                "{\"a\":1,}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{a:1}",
                "[1 2]",
                "[1}",
                "{\"a\":1]",
                "1 1",
                "[]]",
                "01",
                "1.",
                "-",
                "1e",
                "tru",
                "nulL",
                "\"\u0001\"",
                "\"\\u12g4\"",
                "\"\\",
                "\"\\u123",
                "\"",
                "{\"",
                "[",
                " ",
                ""
            })
    void takesNothingThatIsWrong(String json) {
        assertThat(isSurelyValid(json)).isFalse();
    }

    @Test
    void looksAtNoMoreThanAFewNamesAndLevels() {
        assertThat(isSurelyValid(names(128))).isTrue();
        assertThat(isSurelyValid(names(129))).isFalse();
        assertThat(StrictJson.problem(names(129).getBytes(UTF_8), 0, names(129).length()))
                .as("the parser takes it")
                .isNull();
        assertThat(isSurelyValid("[".repeat(32) + "]".repeat(32))).isTrue();
        assertThat(isSurelyValid("[".repeat(33) + "]".repeat(33))).isFalse();
        assertThat(isSurelyValid("\"" + "x".repeat(StrictJson.MAX_BYTES - 2) + "\""))
                .isTrue();
        assertThat(isSurelyValid("\"" + "x".repeat(StrictJson.MAX_BYTES - 1) + "\""))
                .isFalse();
    }

    @Test
    void anotherValueCanFollowOneThatWasNotFinished() {
        assertThat(isSurelyValid("[{\"a\":[{\"b\":")).isFalse();
        assertThat(isSurelyValid("{\"b\":1,\"a\":2}")).isTrue();
    }

    @Test
    void requiresBytesThatAreThere() {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> StrictJson.problem(new byte[] {'1'}, 0, 2));
    }

    private static boolean isSurelyValid(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return QuickJson.isSurelyValid(bytes, 0, bytes.length);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"n" + i + "\":0").collect(Collectors.joining(",", "{", "}"));
    }

    private static String point(SplittableRandom random) {
        return "{\"number\":%d,\"set\":%d,\"game\":1,\"server\":1,\"winner\":2,\"outcome\":\"ace\",\"serve\":2,\"speed_kmh\":%d,"
                        .formatted(random.nextInt(400), random.nextInt(5), random.nextInt(230))
                + "\"rally\":0,\"points\":[\"40\",\"AD\"],\"ball\":{\"x\":%.3f,\"y\":-0.5e-3},\"net\":false,\"note\":null}"
                        .formatted(random.nextDouble() * 20);
    }

    private static String pass(SplittableRandom random) {
        return ("{\"eventId\": 8, \"subEventName\": \"Simple pass\", \"tags\": [{\"id\": 1801}, {\"id\": %d}], \"playerId\": %d,"
                        + " \"positions\": [{\"y\": 50, \"x\": 50}, {\"y\": 48, \"x\": 50}], \"matchId\": 2058017,"
                        + " \"eventName\": \"Pass\", \"teamId\": 9598, \"matchPeriod\": \"1H\", \"eventSec\": 2.2530%d, \"id\": 1}")
                .formatted(random.nextInt(3000), random.nextInt(100_000), random.nextInt(100));
    }

    private static String comment(SplittableRandom random) {
        return "{\"minute\":\"%d'\",\"text\":\"¡Qué golazo de \\\"Perišić\\\"! 日本語 😀\",\"html\":\"<b>\\u00a1Goal!<\\/b>\"}"
                .formatted(random.nextInt(90));
    }
}
