package dev.rallycast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchTimeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.0e1000000000, 0",
        "1, 1000000000",
        "0.1, 100000000",
        "0.0000005, 1000",
        "0.0000004999, 0",
        "-0.0000005, -1000",
        "1e-1000000000, 0",
        "1e9, 1000000000000000000",
        "-1e9, -1000000000000000000",
        "123456.789012, 123456789012000",
    })
    void convertsSecondsToTheNearestMicrosecond(BigDecimal seconds, long nanos) {
        assertThat(MatchTime.nanosOfSeconds(seconds)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1000000000.000001", "-1000000001", "1e13", "1e1000000000", "-1e1000000000"})
    void refusesSecondsBeyondTheLatestMatchTime(BigDecimal seconds) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MatchTime.nanosOfSeconds(seconds))
                .withMessageContaining("1000000000 seconds");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "999, 0",
        "1000, 0.000001",
        "1999, 0.000001",
        "100000000, 0.1",
        "1000000000, 1",
        "61500000000, 61.5",
        "-1000, -0.000001",
        "-1500000000, -1.5",
    })
    void writesSecondsWithoutTrailingZeros(long nanos, String text) {
        assertThat(MatchTime.seconds(nanos)).isEqualTo(text);
    }

    @Test
    void whatIsWrittenIsReadBack() {
        long seed = 5;
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            long nanos = MatchTime.floorToMicros((random.nextLong() >> random.nextInt(60)) % MatchTime.MAX_NANOS);
            assertThat(MatchTime.nanosOfSeconds(new BigDecimal(MatchTime.seconds(nanos))))
                    .as("seed %d, round %d", seed, i)
                    .isEqualTo(nanos);
        }
    }

    @Test
    void floorsToWholeMicroseconds() {
        assertThat(MatchTime.floorToMicros(1_999)).isEqualTo(1_000);
        assertThat(MatchTime.floorToMicros(-1)).isEqualTo(-1_000);
        assertThat(MatchTime.nanosOf(Duration.ofNanos(1_999))).isEqualTo(1_000);
    }
}
