package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.Limits;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
    private static final Limits.Rate PLAYER = new Limits.Rate(10, 20);
    private static final Limits.Rate SPECTATOR = new Limits.Rate(3, 10);

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 50_000_000})
    void aBurstGoesAtOnceAndThenOneAtATime(long origin) {
        TokenBucket bucket = new TokenBucket(PLAYER, origin);
        assertThat(takeAll(bucket, origin)).isEqualTo(20);
        assertThat(bucket.take(origin)).isEqualTo(millis(100));
        assertThat(bucket.take(origin + millis(40))).isEqualTo(millis(60));
        assertThat(bucket.take(origin + millis(100) - 1)).isEqualTo(1);
        assertThat(bucket.take(origin + millis(100))).isZero();
        assertThat(bucket.take(origin + millis(100))).isEqualTo(millis(100));
    }

    @Test
    void isNeverFullerThanItsBurst() {
        TokenBucket bucket = new TokenBucket(PLAYER, 0);
        assertThat(takeAll(bucket, TimeUnit.DAYS.toNanos(3))).isEqualTo(20);
    }

    @Test
    void whatWasRefusedCostsNothing() {
        TokenBucket bucket = new TokenBucket(PLAYER, 0);
        takeAll(bucket, 0);
        for (int i = 0; i < 1_000; i++) {
            bucket.take(1);
        }
        assertThat(bucket.take(millis(100))).isZero();
    }

    @Test
    void changingTheRateToAndFroGainsNothing() {
        TokenBucket bucket = new TokenBucket(PLAYER, 0);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            taken += bucket.take(0) == 0 ? 1 : 0;
            bucket.change(i % 2 == 0 ? SPECTATOR : PLAYER, 0);
        }
        assertThat(taken).isLessThanOrEqualTo(20);
    }

    @Test
    void anotherRateCountsFromTheChangeOn() {
        TokenBucket bucket = new TokenBucket(PLAYER, 0);
        bucket.change(SPECTATOR, 0);
        assertThat(takeAll(bucket, 0)).isEqualTo(10);
        assertThat(bucket.take(0)).isEqualTo(TimeUnit.SECONDS.toNanos(1) / 3);
    }

    private static int takeAll(TokenBucket bucket, long now) {
        int taken = 0;
        while (bucket.take(now) == 0) {
            taken++;
        }
        return taken;
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
