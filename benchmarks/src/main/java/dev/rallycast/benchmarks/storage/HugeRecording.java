package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Progress;
import dev.rallycast.benchmarks.harness.UsageException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.file.IndexDensity;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Opens a recording of ten million events, plays it through and seeks in it, checks what it reads and prints how much heap
 * that took. Meant to run with {@code -Xmx64m}.
 */
public final class HugeRecording {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    private static final int SEEKS = 10_000;
    private static final int OPENINGS = 100;
    private static final int BLOCK = 256;
    /** The payload of one event in so many is compared while the recording is played. */
    private static final int COMPARE_EVERY = 64;

    private static final long SEEK_SEED = 11;

    private final Ticker ticker;
    private final PrintStream out;
    private final PrintStream err;
    private final Generator generator = new Generator(StorageBenchmark.SEED);
    private long peakHeap;

    HugeRecording(Ticker ticker, PrintStream out, PrintStream err) {
        this.ticker = ticker;
        this.out = out;
        this.err = err;
    }

    /** Runs the check; the options are those of {@code --help}. */
    public static void main(String... args) {
        int code = new HugeRecording(Ticker.system(), System.out, System.err).run(args);
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** Runs the check and returns the exit code. */
    int run(String... args) {
        Options options;
        try {
            options = Options.forHuge(args);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the options.");
            return BAD_USAGE;
        }
        if (options.help()) {
            out.print(Options.HUGE_HELP);
            return DONE;
        }
        try {
            check(DataSet.make(options.data(), options.events(), generator, new Progress(err, ticker)));
            return DONE;
        } catch (ReplayException | IllegalStateException e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("The check failed: " + e);
        }
        return FAILED;
    }

    private void check(DataSet set) {
        IndexDensity density = IndexDensity.SPARSE;
        try (FileGameStorage storage = Densities.open(set.folder(density), density)) {
            long start = ticker.nanos();
            for (int i = 0; i < OPENINGS; i++) {
                open(storage, set).close();
            }
            say("opened " + OPENINGS + " times", start, OPENINGS);
            try (Recording recording = open(storage, set)) {
                play(recording, set.events());
                seekByIndex(recording, set.events());
                seekByTime(recording, set.events());
            }
        }
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        out.printf(
                "heap: at most %d MiB allowed, %.1f MiB the most that was seen in use, %.1f MiB after a collection%n",
                runtime.maxMemory() >> 20, peakHeap / 1048576.0, used() / 1048576.0);
    }

    private static Recording open(FileGameStorage storage, DataSet set) {
        Recording recording = storage.open(set.gameId());
        if (!recording.extent().equals(new Recording.Extent(set.events(), true))) {
            throw new IllegalStateException(
                    "the recording has " + recording.extent() + ": expected " + set.events() + " events and the end");
        }
        return recording;
    }

    private void play(Recording recording, long events) {
        Progress progress = new Progress(err, ticker);
        long start = ticker.nanos();
        long next = 0;
        long lastNanos = -1;
        while (next < events) {
            List<GameEvent> block = recording.read(next, BLOCK);
            if (block.isEmpty()) {
                throw new IllegalStateException(next + " events were played: expected " + events);
            }
            for (GameEvent event : block) {
                if (event.index() != next || event.timeNanos() < lastNanos) {
                    throw new IllegalStateException("after event " + (next - 1) + " at " + lastNanos + " ns came "
                            + event.index() + " at " + event.timeNanos() + " ns");
                }
                if (next % COMPARE_EVERY == 0) {
                    compare(event, next);
                }
                lastNanos = event.timeNanos();
                next++;
            }
            peakHeap = Math.max(peakHeap, used());
            progress.progress("played", next, events);
        }
        say("played " + events + " events in order", start, events);
    }

    private void seekByIndex(Recording recording, long events) {
        SplittableRandom random = new SplittableRandom(SEEK_SEED);
        long start = ticker.nanos();
        for (int i = 0; i < SEEKS; i++) {
            long index = random.nextLong(events);
            compare(recording.read(index, 1).get(0), index);
            peakHeap = Math.max(peakHeap, used());
        }
        say("sought " + SEEKS + " random events by index", start, SEEKS);
    }

    private void seekByTime(Recording recording, long events) {
        SplittableRandom random = new SplittableRandom(SEEK_SEED + 1);
        long start = ticker.nanos();
        for (int i = 0; i < SEEKS; i++) {
            long expected = random.nextLong(events);
            // A microsecond behind the event before it, or so: no event is there, the next one is to be found.
            long timeNanos = expected == 0 ? 0 : generator.timeNanos(expected - 1) + 1_000;
            long index = recording.indexAt(timeNanos);
            if (index != expected) {
                throw new IllegalStateException("at " + timeNanos + " ns is event " + index + ": expected " + expected);
            }
            compare(recording.read(index, 1).get(0), index);
            peakHeap = Math.max(peakHeap, used());
        }
        say("sought " + SEEKS + " random events by time", start, SEEKS);
    }

    private void compare(GameEvent event, long index) {
        if (event.index() != index
                || !event.data().equals(generator.event(index).data())) {
            throw new IllegalStateException("event " + index + " is not what was recorded: " + event);
        }
    }

    private void say(String what, long startNanos, long operations) {
        double nanos = ticker.nanos() - startNanos;
        out.println(what + ": " + Figures.time(nanos) + ", " + Figures.time(nanos / operations) + " each");
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
