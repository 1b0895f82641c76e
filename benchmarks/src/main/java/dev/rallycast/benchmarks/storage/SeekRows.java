package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Paired;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.benchmarks.harness.Side;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** B1 to B5: one event at a random place, against reading its bytes without anything else. */
final class SeekRows {
    private static final int CHUNK = 1_000;
    private static final long SAMPLE_SEED = 7;
    private static final int CHECKED = 1_000;

    private static final Map<IndexDensity, Limits> BY_INDEX = new EnumMap<>(Map.of(
            IndexDensity.DENSE, Limits.atMost(2, 1.25, 0.25),
            IndexDensity.SPARSE, Limits.atMost(3.5, 2, null)));

    private final Suite suite;

    SeekRows(Suite suite) {
        this.suite = suite;
    }

    void measure(DataSet small, DataSet scanned, DataSet large) throws IOException {
        Lines smallLines = sample(small);
        Lines largeLines = sample(large);
        for (IndexDensity density : Densities.ALL) {
            for (boolean mapped : new boolean[] {false, true}) {
                try (FileGameStorage storage = Densities.open(large.folder(density), density, mapped);
                        Recording inSmall = storage.open(small.gameId());
                        Recording inLarge = storage.open(large.gameId());
                        RawFile raw = new RawFile(large.data(density))) {
                    check(inLarge, raw, largeLines);
                    String how = Densities.label(density) + " index" + (mapped ? ", mapped" : "");
                    rows(density, how, inSmall, smallLines, inLarge, largeLines, raw);
                }
            }
        }
        rawGrowth(small, smallLines, large, largeLines);
        againstScan(scanned);
    }

    private void rows(
            IndexDensity density,
            String how,
            Recording inSmall,
            Lines smallLines,
            Recording inLarge,
            Lines largeLines,
            RawFile raw)
            throws IOException {
        String events = Figures.count(largeLines.events());
        suite.measure(
                density == IndexDensity.DENSE ? "B1" : "B2",
                "seek to event N of " + events + ", checked and made an event, " + how,
                "raw pread of the same bytes",
                BY_INDEX.getOrDefault(density, Limits.atMost(2, 1, null)),
                byIndex(inLarge, largeLines, 0),
                rawReads(raw, largeLines),
                CHUNK);
        suite.measure(
                "B3",
                "find the number of the event at time T, " + how,
                "seek to event N",
                Limits.atMost(2, 1.5, null),
                numberAt(inLarge, largeLines),
                byIndex(inLarge, largeLines, half(largeLines)),
                CHUNK);
        suite.measure(
                "B3",
                "the same, and read the event in a second call, " + how,
                "seek to event N",
                Limits.atMost(2, 1.5, null),
                byTime(inLarge, largeLines),
                byIndex(inLarge, largeLines, half(largeLines)),
                CHUNK);
        suite.measure(
                "B5",
                "seek to event N of " + events + ", " + how,
                "the same of " + Figures.count(smallLines.events()),
                Limits.atMost(2, 1.3, null),
                byIndex(inLarge, largeLines, 0),
                byIndex(inSmall, smallLines, 0),
                CHUNK);
    }

    /** What the memory of the machine makes of a greater file, so that B5 can be judged. */
    private void rawGrowth(DataSet small, Lines smallLines, DataSet large, Lines largeLines) throws IOException {
        try (RawFile inSmall = new RawFile(small.data(IndexDensity.SPARSE));
                RawFile inLarge = new RawFile(large.data(IndexDensity.SPARSE))) {
            Paired paired = suite.pairs()
                    .measure(
                            suite.sizes().warmups(),
                            suite.sizes().rounds(),
                            rawReads(inLarge, largeLines),
                            CHUNK,
                            rawReads(inSmall, smallLines),
                            CHUNK);
            suite.report()
                    .note("For B5: a raw pread of the same lines grows by " + Figures.ratio(paired.cost()) + " ("
                            + paired.spread(false) + ").");
        }
    }

    private void againstScan(DataSet set) throws IOException {
        long middle = set.events() / 2;
        IndexDensity density = IndexDensity.SPARSE;
        suite.progress().step("B4: seek, against a scan");
        try (FileGameStorage storage = Densities.open(set.folder(density), density);
                Recording recording = storage.open(set.gameId());
                RawFile raw = new RawFile(set.data(density))) {
            Side seeks = byIndex(recording, sample(set), 0);
            Paired paired =
                    suite.pairs().measure(2, suite.sizes().scans(), seeks, CHUNK, round -> raw.countLines(middle), 1);
            suite.report()
                    .add(Row.of(
                            "B4",
                            "seek to event N of " + Figures.count(set.events()) + ", sparse index, times cheaper",
                            "readLine from the start to the middle",
                            Limits.atLeast(2_000, 20_000, 100_000.0),
                            paired));
        }
    }

    private Lines sample(DataSet set) throws IOException {
        suite.progress().step("finding lines among " + Figures.count(set.events()));
        return Lines.sample(
                set.data(IndexDensity.SPARSE),
                set.events(),
                suite.sizes().samples(),
                new SplittableRandom(SAMPLE_SEED));
    }

    private void check(Recording recording, RawFile raw, Lines lines) throws IOException {
        for (int i = 0; i < CHECKED; i++) {
            long index = lines.index(i);
            GameEvent event = recording.read(index, 1).get(0);
            raw.read(lines.offset(i), lines.length(i));
            if (!event.data().equals(suite.generator().event(index).data())
                    || !raw.text().contains(event.data().json())) {
                throw new IllegalStateException("event " + index + " is not what was recorded: " + event);
            }
        }
    }

    private static Side byIndex(Recording recording, Lines lines, int lead) {
        return round -> {
            int from = start(lines, round + lead);
            long sum = 0;
            for (int i = from; i < from + CHUNK; i++) {
                sum += event(recording, lines.index(i));
            }
            return sum;
        };
    }

    private Side byTime(Recording recording, Lines lines) {
        long[] times = times(lines);
        return round -> {
            int from = start(lines, round);
            long sum = 0;
            for (int i = from; i < from + CHUNK; i++) {
                sum += event(recording, find(recording, times[i], lines.index(i)));
            }
            return sum;
        };
    }

    private Side numberAt(Recording recording, Lines lines) {
        long[] times = times(lines);
        return round -> {
            int from = start(lines, round);
            long sum = 0;
            for (int i = from; i < from + CHUNK; i++) {
                sum += find(recording, times[i], lines.index(i));
            }
            return sum;
        };
    }

    private long[] times(Lines lines) {
        long[] times = new long[lines.size()];
        for (int i = 0; i < times.length; i++) {
            times[i] = suite.generator().timeNanos(lines.index(i));
        }
        return times;
    }

    private static long find(Recording recording, long timeNanos, long expected) {
        long index = recording.indexAt(timeNanos);
        if (index != expected) {
            throw new IllegalStateException(
                    "the event at " + timeNanos + " ns is " + expected + ", but " + index + " was found");
        }
        return index;
    }

    private static Side rawReads(RawFile raw, Lines lines) {
        int lead = half(lines);
        return round -> {
            int from = start(lines, round + lead);
            long sum = 0;
            for (int i = from; i < from + CHUNK; i++) {
                sum += raw.read(lines.offset(i), lines.length(i));
            }
            return sum;
        };
    }

    private static long event(Recording recording, long index) {
        GameEvent event = recording.read(index, 1).get(0);
        if (event.index() != index) {
            throw new IllegalStateException("event " + event.index() + " was read in place of " + index);
        }
        return event.timeNanos() + event.data().size();
    }

    /** So many rounds apart the two sides are: they read the same lines, but not one right after the other. */
    private static int half(Lines lines) {
        return lines.size() / CHUNK / 2;
    }

    private static int start(Lines lines, int round) {
        return round % (lines.size() / CHUNK) * CHUNK;
    }
}
