package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClockEstimateTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private final ClockEstimate estimate = new ClockEstimate();

    @Test
    void theTruthIsWithinHalfOfTheRoundTrip() {
        estimate.sample(10 * MILLI, 14 * MILLI, 1_000 * MILLI);

        assertThat(estimate.offset()).isEqualTo(988 * MILLI);
        assertThat(estimate.error(14 * MILLI)).isBetween(2 * MILLI, 2 * MILLI + 2_000);
    }

    @Test
    void aSlowAnswerDoesNotSpoilAFastOne() {
        estimate.sample(0, MILLI, 500 * MILLI);
        estimate.sample(2 * MILLI, 902 * MILLI, 502 * MILLI + 890 * MILLI);

        assertThat(estimate.offset()).isBetween(499 * MILLI, 500 * MILLI);
        assertThat(estimate.error(902 * MILLI)).isLessThan(MILLI);
    }

    @Test
    void theErrorGrowsUntilThereIsAnotherAnswer() {
        estimate.sample(0, MILLI, 0);
        long fresh = estimate.error(MILLI);

        assertThat(estimate.error(SECOND + MILLI) - fresh).isEqualTo(SECOND / 1_000_000 * ClockEstimate.DRIFT_PPM);
    }

    @Test
    void anAnswerThatContradictsComesFromAnotherClock() {
        assertThat(estimate.sample(0, MILLI, 100 * SECOND)).isTrue();
        assertThat(estimate.sample(SECOND, SECOND + MILLI, 90 * SECOND)).isFalse();

        assertThat(estimate.offset()).isEqualTo(89 * SECOND - MILLI / 2);
        assertThat(estimate.error(SECOND + MILLI)).isLessThan(MILLI);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theBoundHoldsHoweverUnequalTheWaysAreAndHoweverClocksDrift(long seed) {
        Random random = new Random(seed);
        long ahead = random.nextLong(-1_000 * SECOND, 1_000 * SECOND);
        double rate = random.nextDouble(-0.9, 0.9) * ClockEstimate.DRIFT_PPM / 1e6;
        long now = 0;
        for (int i = 0; i < 2_000; i++) {
            now += random.nextLong(3 * SECOND);
            long asked = now;
            long stamped = asked + random.nextLong(random.nextInt(10) == 0 ? SECOND : MILLI);
            long answered = stamped + random.nextLong(random.nextInt(10) == 0 ? SECOND : MILLI);
            boolean fits = estimate.sample(asked, answered, stamped + truth(ahead, rate, stamped));
            now = answered;

            assertThat(fits).as("seed %s, answer %s", seed, i).isTrue();
            long later = now + random.nextLong(5 * SECOND);
            assertThat(Math.abs(estimate.offset() - truth(ahead, rate, later)))
                    .as("seed %s, answer %s", seed, i)
                    .isLessThanOrEqualTo(estimate.error(later));
        }
        assertThat(estimate.error(now)).as("seed %s", seed).isLessThan(20 * MILLI);
    }

    private static long truth(long ahead, double rate, long at) {
        return ahead + (long) (at * rate);
    }
}
