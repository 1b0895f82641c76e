package dev.rallycast.benchmarks.harness;

import org.jspecify.annotations.Nullable;

/**
 * What a figure should reach.
 *
 * @param atLeast whether more is better
 * @param unit of the figure: {@code "x"}, {@code " B"}, {@code " %"}
 * @param gate the least that is acceptable
 * @param goal what is aimed at
 * @param moonshot what would be remarkable, if there is such a limit
 */
public record Limits(
        boolean atLeast,
        String unit,
        double gate,
        double goal,
        @Nullable Double moonshot) {
    /** Limits of a ratio that should be small. */
    public static Limits atMost(double gate, double goal, @Nullable Double moonshot) {
        return new Limits(false, "x", gate, goal, moonshot);
    }

    /** Limits of a ratio that should be great. */
    public static Limits atLeast(double gate, double goal, @Nullable Double moonshot) {
        return new Limits(true, "x", gate, goal, moonshot);
    }

    /** Limits of a time in milliseconds that should be small. */
    public static Limits atMostMillis(double gate, double goal) {
        return new Limits(false, " ms", gate, goal, null);
    }

    /** Limits of a size in bytes that should be small. */
    public static Limits atMostBytes(double gate, double goal, @Nullable Double moonshot) {
        return new Limits(false, " B", gate, goal, moonshot);
    }

    /** What a figure has reached. */
    public String verdict(double value) {
        if (moonshot != null && reaches(value, moonshot)) {
            return "moonshot reached";
        }
        if (reaches(value, goal)) {
            return "goal reached";
        }
        return reaches(value, gate) ? "gate reached, goal missed" : "missed";
    }

    /** A limit with its direction and unit. */
    public String text(@Nullable Double limit) {
        return limit == null ? "" : (atLeast ? ">= " : "<= ") + Figures.limit(limit) + unit;
    }

    private boolean reaches(double value, double limit) {
        return atLeast ? value >= limit : value <= limit;
    }
}
