package dev.rallycast.sports.tennis.simulator;

import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.PointTiming;
import dev.rallycast.sports.tennis.shots.SplitMix;

/**
 * When the next point starts: the model's gap and noise that is skewed to the right.
 *
 * <p>Source of the noise: the residuals of that model within games, Wimbledon 2023 men: quantiles −10.7 (5 %), −6.2 (25 %),
 * −1.9 (50 %), 3.1 (75 %) and 16.1 s (95 %); the ends of the scale are rounded.
 */
final class Waiting {
    private static final double[] PROBABILITY = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};
    private static final double[] RESIDUAL_SECONDS = {-13, -10.7, -6.2, -1.9, 3.1, 16.1, 40};

    /** No server is ready sooner. */
    private static final long LEAST_NANOS = 8_000_000_000L;

    private Waiting() {}

    static long nextStart(long start, long end, PointDetail detail, PointTiming.Break until, SplitMix random) {
        long gap = PointTiming.gapNanos(detail, until) + residualMillis(random) * 1_000_000;
        return Math.max(start + gap, end + LEAST_NANOS);
    }

    private static long residualMillis(SplitMix random) {
        double p = random.nextDouble();
        int i = 1;
        while (p > PROBABILITY[i]) {
            i++;
        }
        double share = (p - PROBABILITY[i - 1]) / (PROBABILITY[i] - PROBABILITY[i - 1]);
        double seconds = RESIDUAL_SECONDS[i - 1] + share * (RESIDUAL_SECONDS[i] - RESIDUAL_SECONDS[i - 1]);
        return Math.round(seconds * 1000);
    }
}
