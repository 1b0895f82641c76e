package dev.rallycast.benchmarks.storage;

import java.io.IOException;

/** What the parts of the storage benchmark share. */
record Suite(Sizes sizes, Generator generator, Pairs pairs, Report report, Progress progress) {
    /** Measures two sides in short rounds, and reports the row. */
    Paired measure(String id, String quantity, String peer, Limits limits, Side ours, Side other, int operations)
            throws IOException {
        progress.step(id + ": " + quantity);
        Paired paired = pairs.measure(sizes.warmups(), sizes.rounds(), ours, operations, other, operations);
        report.add(Row.of(id, quantity, peer, limits, paired));
        return paired;
    }
}
