package dev.rallycast.benchmarks.redis;

import java.util.Arrays;

/** Times in order of length. */
final class Percentiles {
    private final double[] sorted;

    Percentiles(double... nanos) {
        sorted = nanos.clone();
        Arrays.sort(sorted);
    }

    /** What half of them don't exceed. */
    double median() {
        return at(50);
    }

    /** What 99 of 100 don't exceed. */
    double p99() {
        return at(99);
    }

    /** The longest. */
    double max() {
        return sorted[sorted.length - 1];
    }

    private double at(int percent) {
        int rank = (int) Math.ceil(percent / 100.0 * sorted.length);
        return sorted[Math.max(0, rank - 1)];
    }
}
