package dev.rallycast.benchmarks.storage;

/**
 * How much is measured.
 *
 * @param small events of the recording that growth is measured from
 * @param medium events of one between
 * @param scanned events of the one that is read through
 * @param large events of the one that is sought in
 * @param samples random events of a recording that are sought
 * @param rounds rounds of short work that count
 * @param appends rounds of appends that count
 * @param batches batches of a single event in such a round
 * @param scans rounds of long work that count
 */
record Sizes(
        long small,
        long medium,
        long scanned,
        long large,
        int samples,
        int rounds,
        int appends,
        int batches,
        int scans) {
    static final Sizes FULL = new Sizes(100_000, 1_000_000, 2_000_000, 10_000_000, 400_000, 300, 25, 2_000, 7);
    static final Sizes QUICK = new Sizes(20_000, 100_000, 100_000, 200_000, 100_000, 60, 8, 2_000, 5);

    /** Rounds of short work that don't count. */
    int warmups() {
        return rounds / 3;
    }
}
