package dev.rallycast.benchmarks.fanout;

/**
 * How much is measured.
 *
 * @param few sessions of the small audience
 * @param many sessions of the great audience
 * @param deliveries how many deliveries a round has at least
 * @param rounds rounds that count
 * @param envelopes frames that a round of ours encodes
 */
record Sizes(int few, int many, int deliveries, int rounds, int envelopes) {
    static final Sizes FULL = new Sizes(1_000, 100_000, 500_000, 40, 20_000);
    static final Sizes QUICK = new Sizes(1_000, 100_000, 200_000, 9, 5_000);

    /** Rounds that don't count. */
    int warmups() {
        return Math.max(1, rounds / 3);
    }

    /** How many events a round brings to an audience. */
    int events(int sessions) {
        return Math.max(1, deliveries / sessions);
    }
}
