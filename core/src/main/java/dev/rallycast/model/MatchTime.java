package dev.rallycast.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * Conversions of match time. Inside, match time is nanoseconds in a {@code long}, always a whole number of
 * microseconds; outside it is decimal seconds with at most six digits after the point. It never passes through a
 * {@code double}.
 */
public final class MatchTime {
    /** The latest match time: about 31 years, which leaves room for every speed in 64 bits. */
    public static final long MAX_NANOS = 1_000_000_000_000_000_000L;

    private static final long NANOS_PER_MICRO = 1_000;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(MAX_NANOS, 9);

    private MatchTime() {}

    /**
     * Nanoseconds of decimal seconds, rounded to the nearest microsecond (half up).
     *
     * @throws IllegalArgumentException if the magnitude is beyond {@link #MAX_NANOS}
     */
    public static long nanosOfSeconds(BigDecimal seconds) {
        if (seconds.signum() == 0) {
            return 0;
        }
        // The magnitude is read off precision and scale first: rescaling 1e1000000000 would take gigabytes.
        if ((long) seconds.precision() - seconds.scale() > 12 || seconds.abs().compareTo(MAX_SECONDS) > 0) {
            throw new IllegalArgumentException("time is beyond " + MAX_SECONDS.toBigInteger() + " seconds");
        }
        if ((long) seconds.precision() - seconds.scale() < -9) {
            return 0;
        }
        return seconds.setScale(6, RoundingMode.HALF_UP).unscaledValue().longValueExact() * NANOS_PER_MICRO;
    }

    /** Nanoseconds of a duration, rounded down to whole microseconds. */
    public static long nanosOf(Duration time) {
        return floorToMicros(time.toNanos());
    }

    /** The greatest whole number of microseconds that is not above {@code nanos}, in nanoseconds. */
    public static long floorToMicros(long nanos) {
        return Math.floorDiv(nanos, NANOS_PER_MICRO) * NANOS_PER_MICRO;
    }

    /** Decimal seconds, without trailing zeros, at most six digits after the point; what is below 1 µs is cut off. */
    public static String seconds(long nanos) {
        StringBuilder out = new StringBuilder(16);
        long micros = Math.floorDiv(nanos, NANOS_PER_MICRO);
        if (micros < 0) {
            out.append('-');
            micros = -micros;
        }
        out.append(micros / MICROS_PER_SECOND);
        long fraction = micros % MICROS_PER_SECOND;
        if (fraction != 0) {
            String digits = Long.toString(MICROS_PER_SECOND + fraction);
            int end = digits.length();
            while (digits.charAt(end - 1) == '0') {
                end--;
            }
            out.append('.').append(digits, 1, end);
        }
        return out.toString();
    }
}
