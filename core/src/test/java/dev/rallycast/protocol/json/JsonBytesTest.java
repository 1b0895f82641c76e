package dev.rallycast.protocol.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.MatchTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1})
    void writesNumbersAsJavaDoes(long value) {
        assertThat(new JsonBytes(0).number(value).toMessage().text()).isEqualTo(Long.toString(value));
        assertThat(JsonBytes.sizeOf(value)).isEqualTo(Long.toString(value).length());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 999, 1_000, 100_000, 1_000_000_000, 1_000_001_000, -1, -1_500_000_000, Long.MIN_VALUE})
    void writesSecondsAsMatchTimeDoes(long nanos) {
        assertSeconds(nanos, "");
    }

    @Test
    void sizesAreWhatIsWritten() {
        long seed = 99;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            String where = "seed " + seed + ", round " + i;
            long value = random.nextLong() >> random.nextInt(64);
            assertThat(JsonBytes.sizeOf(value))
                    .as(where)
                    .isEqualTo(Long.toString(value).length());
            assertSeconds(value, where);
            String text = EncodeTest.randomString(random);
            assertThat(JsonBytes.sizeOf(text))
                    .as(where)
                    .isEqualTo(new JsonBytes(0).string(text).toMessage().size());
        }
    }

    @Test
    void escapesWhatJsonDemands() {
        assertThat(new JsonBytes(0)
                        .string("\u0000\n\r\t\u001f\"\\/ \u007f\u2028")
                        .toMessage()
                        .text())
                .isEqualTo("\"\\u0000\\u000a\\u000d\\u0009\\u001f\\\"\\\\/ \u007f\u2028\"");
    }

    @Test
    void setsCommasBetweenValues() {
        String text = new JsonBytes(0)
                .beginObject()
                .name("a")
                .beginArray()
                .number(1)
                .nothing()
                .beginArray()
                .endArray()
                .endArray()
                .name("b")
                .beginObject()
                .endObject()
                .name("c")
                .bool(true)
                .endObject()
                .toMessage()
                .text();
        assertThat(text).isEqualTo("{\"a\":[1,null,[]],\"b\":{},\"c\":true}");
    }

    private static void assertSeconds(long nanos, String where) {
        assertThat(new JsonBytes(0).seconds(nanos).toMessage().text()).as(where).isEqualTo(MatchTime.seconds(nanos));
        assertThat(JsonBytes.sizeOfSeconds(nanos))
                .as(where)
                .isEqualTo(MatchTime.seconds(nanos).length());
    }
}
