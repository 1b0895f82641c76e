package dev.rallycast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rallycast.model.Speed;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlayheadTest {
    /** Nine years in nanoseconds: as long as a playback is exact at every speed. */
    private static final long LONGEST = 280_000_000_000_000_000L;

    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);
    private static final long[] ORIGINS = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1_000_000};

    @ParameterizedTest
    @CsvSource({
        "1000, 0, 0",
        "1000, 999, 999",
        "500, 1, 0",
        "500, 2, 1",
        "500, 3, 1",
        "1500, 1, 1",
        "1500, 2, 3",
        "100, 9, 0",
        "100, 10, 1",
        "16000, 1, 16",
        "333, 3, 0",
        "333, 4, 1"
    })
    void positionsAreRoundedDown(int speed, long elapsed, long time) {
        assertThat(new Playhead(0, 0, speed).timeAt(elapsed)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource({"1000, 5, 5", "500, 1, 2", "1500, 1, 1", "1500, 2, 2", "16000, 1, 1", "16000, 17, 2", "333, 1, 4"})
    void dueTicksAreRoundedUp(int speed, long time, long tick) {
        assertThat(new Playhead(0, 0, speed).tickAt(time)).isEqualTo(tick);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE})
    void standsStillBeforeItsAnchorTick(long origin) {
        Playhead playhead = new Playhead(7_000, origin, Speed.NORMAL);
        assertThat(playhead.timeAt(origin - 1)).isEqualTo(7_000);
        assertThat(playhead.timeAt(origin - 1_000_000_000)).isEqualTo(7_000);
        assertThat(playhead.tickAt(7_000)).isEqualTo(origin);
        assertThat(playhead.tickAt(0)).isEqualTo(origin);
    }

    @Test
    void isExactFromEveryOriginAtEverySpeed() {
        long seed = 31;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Playhead playhead = random(random);
            long elapsed = (random.nextLong() & Long.MAX_VALUE) % (LONGEST >> random.nextInt(58));
            BigInteger expected = BigInteger.valueOf(elapsed)
                    .multiply(BigInteger.valueOf(playhead.speed()))
                    .divide(THOUSAND)
                    .add(BigInteger.valueOf(playhead.anchorTime()));
            assertThat(playhead.timeAt(playhead.anchorTick() + elapsed))
                    .as("seed %d, round %d: %s after %d", seed, i, playhead, elapsed)
                    .isEqualTo(expected.longValueExact());
        }
    }

    @Test
    void theDueTickIsTheFirstAtWhichTheTimeIsReached() {
        long seed = 32;
        Random random = new Random(seed);
        for (int i = 0; i < 200_000; i++) {
            Playhead playhead = random(random);
            long distance = 1 + (random.nextLong() & Long.MAX_VALUE) % ((LONGEST / 16) >> random.nextInt(50));
            long time = playhead.anchorTime() + distance;
            long due = playhead.tickAt(time);
            String where = "seed " + seed + ", round " + i + ": " + playhead + " at " + time;
            BigInteger speed = BigInteger.valueOf(playhead.speed());
            BigInteger wait = BigInteger.valueOf(distance)
                    .multiply(THOUSAND)
                    .add(speed)
                    .subtract(BigInteger.ONE)
                    .divide(speed);
            assertThat(due - playhead.anchorTick()).as(where).isEqualTo(wait.longValueExact());
            assertThat(playhead.timeAt(due)).as(where).isGreaterThanOrEqualTo(time);
            assertThat(playhead.timeAt(due - 1)).as(where).isLessThan(time);
        }
    }

    @Test
    void whatIsTooFarAwayIsFarAndNeverWraps() {
        Playhead playhead = new Playhead(0, Long.MAX_VALUE, Speed.MIN);
        assertThat(playhead.tickAt(Long.MAX_VALUE) - Long.MAX_VALUE).isGreaterThan(LONGEST);
        assertThat(new Playhead(0, 0, Speed.MAX).timeAt(Long.MAX_VALUE)).isGreaterThan(LONGEST);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1_000, 99, 16_001})
    void refusesSpeedsOutOfRange(int speed) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Playhead(0, 0, speed));
    }

    private static Playhead random(Random random) {
        long tick = random.nextBoolean()
                ? random.nextLong()
                : ORIGINS[random.nextInt(ORIGINS.length)] + random.nextInt(2_000) - 1_000;
        int speed = Speed.MIN + random.nextInt(Speed.MAX - Speed.MIN + 1);
        return new Playhead((random.nextLong() & Long.MAX_VALUE) % 1_000_000_000_000_000_000L, tick, speed);
    }
}
