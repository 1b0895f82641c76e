package dev.rallycast.examples;

import dev.rallycast.model.Game;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.sports.tennis.slam.ImportReport;
import dev.rallycast.sports.tennis.slam.SlamImporter;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Puts matches into storage, and tells on a stream what it does. */
final class DemoMatches {
    private static final int IF_EMPTY_SIMULATE = 3;
    /** One row left out may make many later ones impossible. */
    private static final int MAX_PROBLEMS = 20;

    private static final long PROGRESS_EVERY_NANOS = 1_000_000_000;

    private final WritableGameStorage storage;
    private final PrintStream log;
    private final Ticker ticker;
    private final RandomGenerator random;

    DemoMatches(WritableGameStorage storage, PrintStream log, Ticker ticker, RandomGenerator random) {
        this.storage = storage;
        this.log = log;
        this.ticker = ticker;
        this.random = random;
    }

    /**
     * Imports points files; matches that are recorded already are left as they are.
     *
     * @throws dev.rallycast.model.ReplayException if a file is malformed or storage fails
     */
    void importSlam(List<Path> files, boolean lenient) {
        for (Path file : files) {
            ImportReport report = SlamImporter.builder()
                    .lenient(lenient)
                    .progress(new ProgressLines(String.valueOf(file.getFileName()), "rows", log, ticker)::progress)
                    .build()
                    .importInto(file, storage, MatchSink.Existing.SKIP);
            log.println(file.getFileName() + ": " + report.matches() + " matches with " + report.points()
                    + " points imported, " + report.existing() + " were there already, " + report.skippedRows()
                    + " rows left out");
            report.problems().stream()
                    .limit(MAX_PROBLEMS)
                    .forEach(problem -> log.println("  left out: " + problem.getMessage()));
            if (report.skippedRows() > MAX_PROBLEMS) {
                log.println("  and " + (report.skippedRows() - MAX_PROBLEMS) + " more");
            }
        }
    }

    /** Adds simulated matches; with {@link DemoOptions#IF_EMPTY} a few, if there is no match at all. */
    void simulate(int count) {
        int wanted = count;
        if (count == DemoOptions.IF_EMPTY) {
            wanted = isEmpty() ? IF_EMPTY_SIMULATE : 0;
        }
        MatchSink sink = MatchSink.into(storage, MatchSink.Existing.SKIP);
        long lastNanos = ticker.nanos();
        int number = 1;
        for (int added = 0; added < wanted; number++) {
            // The seed is not told by the id: who knows it, knows how the match ends.
            if (sink.accept(MatchSimulator.fictional("simulated-" + number, random.nextLong())
                    .simulate())) {
                added++;
            }
            long now = ticker.nanos();
            if (now - lastNanos >= PROGRESS_EVERY_NANOS) {
                lastNanos = now;
                log.println("simulated " + added + " of " + wanted + " matches");
            }
        }
        if (wanted > 0) {
            log.println("simulated matches added: " + wanted);
        }
    }

    private boolean isEmpty() {
        try (Stream<Game> games = storage.list()) {
            return games.findAny().isEmpty();
        }
    }
}
