package dev.rallycast.model;

import java.math.BigDecimal;

/** Playback rates: whole thousandths in an {@code int}, so that {@link #NORMAL} is 1x. */
public final class Speed {
    /** 1x. */
    public static final int NORMAL = 1_000;

    /** 0.1x, the slowest rate. */
    public static final int MIN = 100;

    /** 16x, the fastest rate. */
    public static final int MAX = 16_000;

    private Speed() {}

    /** Whether the rate lies between {@link #MIN} and {@link #MAX}. */
    public static boolean isValid(int thousandths) {
        return thousandths >= MIN && thousandths <= MAX;
    }

    /**
     * Returns a rate that lies between {@link #MIN} and {@link #MAX}.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static int require(int thousandths) {
        if (!isValid(thousandths)) {
            throw new IllegalArgumentException(outOfRange(thousandths));
        }
        return thousandths;
    }

    /** The message for a rate that is not valid. */
    public static String outOfRange(int thousandths) {
        return "speed " + text(thousandths) + " is out of range: expected " + text(MIN) + " to " + text(MAX);
    }

    /** The rate as a decimal number without trailing zeros: {@code 0.5}, {@code 2}. */
    public static String text(int thousandths) {
        return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }
}
