package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Paired;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.harness.Side;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** B7, B8, B10: what opening takes with and without an index file, and how great that file is. */
final class OpenRows {
    private static final int OPENINGS = 20;
    private static final int SCAN_WARMUPS = 2;

    private final Suite suite;

    OpenRows(Suite suite) {
        this.suite = suite;
    }

    void measure(DataSet small, DataSet medium, DataSet scanned, DataSet large) throws IOException {
        for (IndexDensity density : Densities.ALL) {
            try (FileGameStorage storage = Densities.open(scanned.folder(density), density);
                    RawFile raw = new RawFile(scanned.data(density))) {
                rebuilds(density, storage, scanned, raw);
                if (!keepsIndex(storage, scanned, density)) {
                    suite.report()
                            .note("B8, B10, " + Densities.label(density)
                                    + ": no index file is written, or it is made anew by each opening.");
                    continue;
                }
                growth(density, storage, small, medium);
                growth(density, storage, small, large);
                suite.progress().step("B8, " + Densities.label(density));
                openings(density, storage, scanned);
                size(density, storage, large);
            }
        }
    }

    private void rebuilds(IndexDensity density, FileGameStorage storage, DataSet set, RawFile raw) throws IOException {
        String quantity = "bandwidth of opening without an index file, " + Densities.label(density);
        suite.progress().step("B7, " + Densities.label(density));
        int scans = suite.sizes().scans();
        suite.report()
                .add(Row.of(
                        "B7",
                        quantity,
                        "raw reads of 1 MiB",
                        Limits.atLeast(0.25, 0.4, 0.55),
                        suite.pairs()
                                .measure(
                                        SCAN_WARMUPS,
                                        scans,
                                        rebuild(density, storage, set),
                                        1,
                                        round -> raw.readThrough(),
                                        1)));
        suite.report()
                .add(Row.of(
                        "B7",
                        quantity,
                        "readLine counting lines",
                        Limits.atLeast(1.8, 2.5, 3.5),
                        suite.pairs()
                                .measure(
                                        SCAN_WARMUPS,
                                        scans,
                                        rebuild(density, storage, set),
                                        1,
                                        round -> raw.countLines(Long.MAX_VALUE),
                                        1)));
    }

    private void openings(IndexDensity density, FileGameStorage storage, DataSet set) throws IOException {
        Paired paired = suite.pairs()
                .measure(
                        SCAN_WARMUPS,
                        suite.sizes().scans(),
                        openings(storage, set),
                        OPENINGS,
                        rebuild(density, storage, set),
                        1);
        suite.report()
                .add(Row.of(
                        "B8",
                        "open with a valid " + Densities.label(density) + " index, times cheaper",
                        "open without an index file, " + Figures.megabytes(Files.size(set.data(density))),
                        Limits.atLeast(20, 100, null),
                        paired));
    }

    private void growth(IndexDensity density, FileGameStorage storage, DataSet small, DataSet great)
            throws IOException {
        // Whoever opens first writes the index files.
        open(storage, small);
        open(storage, great);
        suite.measure(
                "open",
                "open " + Figures.count(great.events()) + " events with a valid " + Densities.label(density) + " index",
                "the same with " + Figures.count(small.events()) + " events",
                Limits.atMost(2, 1.3, null),
                openings(storage, great),
                openings(storage, small),
                OPENINGS);
    }

    private void size(IndexDensity density, FileGameStorage storage, DataSet set) throws IOException {
        open(storage, set);
        long bytes = Files.size(set.index(density));
        double perEvent = (double) bytes / set.events();
        double percent = 100.0 * bytes / Files.size(set.data(density));
        boolean dense = density == IndexDensity.DENSE;
        suite.report()
                .add(new Row(
                        "B10",
                        Densities.label(density) + " index file, " + (dense ? "bytes an event" : "share of the data"),
                        "",
                        dense ? perEvent : percent,
                        dense ? new Limits(false, " B", 8, 5, null) : new Limits(false, " %", 1, 0.5, null),
                        "",
                        Figures.megabytes(bytes) + ", " + Figures.number(perEvent) + " B an event, "
                                + Figures.number(percent) + " % of the data"));
    }

    /** Whether an index file is there after opening, and is not made anew by opening once more. */
    private static boolean keepsIndex(FileGameStorage storage, DataSet set, IndexDensity density) throws IOException {
        Path index = set.index(density);
        open(storage, set);
        if (!Files.exists(index)) {
            return false;
        }
        FileTime old = FileTime.fromMillis(0);
        Files.setLastModifiedTime(index, old);
        open(storage, set);
        return Files.getLastModifiedTime(index).equals(old);
    }

    private static Side rebuild(IndexDensity density, FileGameStorage storage, DataSet set) {
        Side open = round -> open(storage, set);
        return open.after(round -> Files.deleteIfExists(set.index(density)));
    }

    private static Side openings(FileGameStorage storage, DataSet set) {
        return round -> {
            long sum = 0;
            for (int i = 0; i < OPENINGS; i++) {
                sum += open(storage, set);
            }
            return sum;
        };
    }

    /** Opens, reads the last event, so that nothing can be put off, and closes. */
    private static long open(FileGameStorage storage, DataSet set) {
        try (Recording recording = storage.open(set.gameId())) {
            if (recording.extent().size() != set.events()) {
                throw new IllegalStateException(
                        "opened with " + recording.extent().size() + " events: expected " + set.events());
            }
            return recording.read(set.events() - 1, 1).get(0).timeNanos();
        }
    }
}
