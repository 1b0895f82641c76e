package dev.rallycast.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitsTest {
    @ParameterizedTest
    @CsvSource({
        "2.01, missed",
        "2, 'gate reached, goal missed'",
        "1.26, 'gate reached, goal missed'",
        "1.25, goal reached",
        "0.26, goal reached",
        "0.25, moonshot reached"
    })
    void lessIsBetterWhereTheLimitIsAtMost(double value, String verdict) {
        assertThat(Limits.atMost(2, 1.25, 0.25).verdict(value)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @CsvSource({
        "0.24, missed",
        "0.25, 'gate reached, goal missed'",
        "0.4, goal reached",
        "0.54, goal reached",
        "0.55, moonshot reached"
    })
    void moreIsBetterWhereTheLimitIsAtLeast(double value, String verdict) {
        assertThat(Limits.atLeast(0.25, 0.4, 0.55).verdict(value)).isEqualTo(verdict);
    }

    @Test
    void aFigureThatIsNoNumberReachesNothing() {
        assertThat(Limits.atMost(2, 1, null).verdict(Double.NaN)).isEqualTo("missed");
    }

    @Test
    void withoutAMoonshotTheGoalIsTheMost() {
        assertThat(Limits.atMost(2, 1, null).verdict(0.01)).isEqualTo("goal reached");
    }

    @Test
    void limitsArePrintedWithDirectionAndUnit() {
        assertThat(Limits.atMost(2, 1.25, null).text(1.25)).isEqualTo("<= 1.25x");
        assertThat(Limits.atLeast(2_000, 20_000, 100_000.0).text(20_000.0)).isEqualTo(">= 20,000x");
        assertThat(new Limits(false, " %", 1, 0.5, null).text(0.5)).isEqualTo("<= 0.5 %");
        assertThat(Limits.atMost(2, 1, null).text(null)).isEmpty();
    }
}
