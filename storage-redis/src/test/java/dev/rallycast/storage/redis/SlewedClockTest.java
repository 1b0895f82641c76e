package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SlewedClockTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void itBeginsRight() {
        assertThat(new SlewedClock(5, 100).read(7, 100)).isEqualTo(107);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, -1})
    void aLittleIsMadeUpForGently(long sign) {
        SlewedClock clock = new SlewedClock(0, 0);
        long target = sign * 5 * MILLI;

        assertThat(clock.read(SECOND / 2, target)).isEqualTo(SECOND / 2 + sign * SECOND / 2 / SlewedClock.GENTLE);
        assertThat(clock.read(SECOND, target)).isEqualTo(SECOND + target);
        assertThat(clock.read(2 * SECOND, target)).isEqualTo(2 * SECOND + target);
    }

    @Test
    void muchIsMadeUpForHastily() {
        SlewedClock clock = new SlewedClock(0, 0);
        long target = -10 * SECOND;
        long now = 0;
        while (clock.wrongBy(target) != 0 && now < 1_000 * SECOND) {
            now += 10 * MILLI;
            clock.read(now, target);
        }

        // All but the last second four times as long, and that one gently.
        assertThat(now).isBetween(4 * 9 * SECOND, (4 * 9 + SlewedClock.GENTLE + 1) * SECOND);
    }

    @Test
    void momentsThatAreTooShortForAStepAreCollected() {
        SlewedClock clock = new SlewedClock(0, 0);
        for (long now = 0; now <= 10 * SlewedClock.GENTLE; now++) {
            clock.read(now, 1_000);
        }

        assertThat(clock.wrongBy(1_000)).isEqualTo(990);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void itNeverGoesBackNorLeaps(long seed) {
        Random random = new Random(seed);
        long now = random.nextLong();
        long target = random.nextLong(100 * SECOND);
        SlewedClock clock = new SlewedClock(now, target);
        long last = now + target;
        for (int i = 0; i < 100_000; i++) {
            long step = random.nextLong(random.nextInt(100) == 0 ? 10 * SECOND : 300);
            if (random.nextInt(20) == 0) {
                target += random.nextLong(-5 * SECOND, 5 * SECOND);
            }
            now += step;
            long read = clock.read(now, target);
            assertThat(read - last)
                    .as("seed %s, reading %s", seed, i)
                    .isBetween(0L, step + step / SlewedClock.HASTY + SlewedClock.GENTLE);
            last = read;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void itArrives(long seed) {
        Random random = new Random(seed);
        long target = random.nextLong(-SECOND, SECOND);
        SlewedClock clock = new SlewedClock(0, 0);
        long now = 0;
        while (now < SlewedClock.GENTLE * SECOND) {
            now += random.nextLong(50 * MILLI);
            clock.read(now, target);
        }

        assertThat(clock.wrongBy(target)).as("seed %s", seed).isZero();
    }
}
