package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Paired;
import dev.rallycast.benchmarks.harness.Pairs;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.harness.Side;
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
