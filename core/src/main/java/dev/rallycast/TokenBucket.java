package dev.rallycast;

import dev.rallycast.protocol.Limits;
import java.util.concurrent.TimeUnit;

/** A token bucket on the injected ticker. Not thread-safe. */
final class TokenBucket {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private Limits.Rate rate;
    private long nanosPerToken;
    /** When the bucket is full again. */
    private long fullAt;

    TokenBucket(Limits.Rate rate, long now) {
        this.rate = rate;
        nanosPerToken = SECOND / rate.perSecond();
        fullAt = now;
    }

    /** Takes a token and returns 0, or returns how many nanoseconds it is until there is one. */
    long take(long now) {
        if (fullAt - now < 0) {
            fullAt = now;
        }
        long missing = fullAt + nanosPerToken - now - rate.burst() * nanosPerToken;
        if (missing > 0) {
            return missing;
        }
        fullAt += nanosPerToken;
        return 0;
    }

    /** Goes on at another rate, full. */
    void change(Limits.Rate newRate, long now) {
        if (!newRate.equals(rate)) {
            rate = newRate;
            nanosPerToken = SECOND / newRate.perSecond();
            fullAt = now;
        }
    }
}
