package dev.rallycast.benchmarks.redis;

/**
 * How much is measured.
 *
 * @param events length of the recording that is read
 * @param rounds how often it is read by each side
 * @param controls how many changes are timed
 * @param viewers of the great audience
 * @param windowMillis how long commands are counted
 * @param shown how many events are compared between two nodes
 */
record Sizes(int events, int rounds, int controls, int viewers, int windowMillis, int shown) {
    static final Sizes FULL = new Sizes(1_000_000, 7, 5_000, 10_000, 30_000, 3_000);
    static final Sizes QUICK = new Sizes(100_000, 9, 1_000, 10_000, 10_000, 500);
}
