package dev.rallycast.benchmarks.sockets;

import java.util.concurrent.TimeUnit;

/**
 * How much is measured.
 *
 * @param few clients of the small audience
 * @param clients clients of most rows
 * @param many clients of the great audience; fewer if the process may not have so many files open
 * @param deaf how many of the clients read nothing, where some do
 * @param rounds rounds that count
 * @param warmups rounds that don't
 * @param roundNanos how long a round lasts, about
 * @param pacedEvents events of a paced round at most
 * @param pacedNanos how long a paced round lasts at most, about
 */
record Sizes(
        int few,
        int clients,
        int many,
        int deaf,
        int rounds,
        int warmups,
        long roundNanos,
        int pacedEvents,
        long pacedNanos) {
    static final Sizes FULL = new Sizes(
            100, 1_000, 8_000, 10, 5, 3, TimeUnit.MILLISECONDS.toNanos(600), 120, TimeUnit.MILLISECONDS.toNanos(1_800));
    static final Sizes QUICK = new Sizes(
            100, 1_000, 2_000, 10, 4, 1, TimeUnit.MILLISECONDS.toNanos(250), 60, TimeUnit.MILLISECONDS.toNanos(700));

    /** Processes have other files open, too. */
    private static final int OTHER_FILES = 500;

    /** With so many clients that a process may have them all, the bare loop's and ours. */
    Sizes within(long maxOpenFiles) {
        long most = (maxOpenFiles - OTHER_FILES - few) / 2;
        return most >= many
                ? this
                : new Sizes(few, clients, (int) most, deaf, rounds, warmups, roundNanos, pacedEvents, pacedNanos);
    }

    /** The warm-up of a server that is new: until it is compiled, the compiler's work would be in the figures. */
    int firstWarmups() {
        return 6 * warmups;
    }

    /** How many connections there are at a time in the rows before the great audience. */
    long connections() {
        return 5L * clients + OTHER_FILES;
    }
}
