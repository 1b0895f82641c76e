package dev.rallycast.benchmarks.sockets.receiver;

import java.util.Arrays;

/** Times of which the distribution is wanted. Not thread-safe. */
final class Samples {
    private long[] values = new long[1 << 16];
    private int size;

    void clear() {
        size = 0;
    }

    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
        }
        values[size++] = value;
    }

    /** How many there are, and their median, 99th percentile and maximum, all less a base. */
    String summary(long base) {
        if (size == 0) {
            return "0 0 0 0";
        }
        Arrays.sort(values, 0, size);
        return size + " " + (at(0.5) - base) + " " + (at(0.99) - base) + " " + (at(1) - base);
    }

    private long at(double quantile) {
        return values[(int) Math.min(size - 1L, (long) Math.floor(quantile * size))];
    }
}
