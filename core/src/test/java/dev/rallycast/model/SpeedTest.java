package dev.rallycast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpeedTest {
    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 16_000})
    void takesRatesInRange(int thousandths) {
        assertThat(Speed.isValid(thousandths)).isTrue();
        assertThatCode(() -> Speed.require(thousandths)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({"99, 0.099", "16001, 16.001", "0, 0", "-1000, -1", "2147483647, 2147483.647"})
    void refusesRatesOutOfRangeAndNeverClamps(int thousandths, String text) {
        assertThat(Speed.isValid(thousandths)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Speed.require(thousandths))
                .withMessage("speed " + text + " is out of range: expected 0.1 to 16");
    }

    @ParameterizedTest
    @CsvSource({"1000, 1", "500, 0.5", "1250, 1.25", "1, 0.001", "10000, 10", "16000, 16"})
    void writesRatesWithoutTrailingZeros(int thousandths, String text) {
        assertThat(Speed.text(thousandths)).isEqualTo(text);
    }
}
