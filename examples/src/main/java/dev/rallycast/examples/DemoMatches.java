package dev.rallycast.examples;

import dev.rallycast.model.Game;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.files.MatchFileFormat;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import dev.rallycast.sports.tennis.simulator.MatchSimulator;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
     * Imports files; matches that are recorded already are left as they are.
     *
     * @param format the format of all of them, null if it is to be found out from each
     * @throws dev.rallycast.model.ReplayException if a file is malformed or storage fails
     */
    void importFiles(@Nullable MatchFileFormat format, List<Path> files, boolean lenient) {
        for (Path file : files) {
            MatchImporter.Builder builder = MatchImporter.builder()
                    .lenient(lenient)
                    .shots(true)
                    .progress(new ProgressLines(String.valueOf(file.getFileName()), "rows", log, ticker)::progress);
            if (format != null) {
                builder.format(format);
            }
            MatchImporter importer = builder.build();
            if (format == null && importer.isCompanion(file)) {
                log.println(file.getFileName() + ": a list of matches, read together with their points");
            } else {
                print(file, importer.importInto(file, storage, MatchSink.Existing.SKIP));
            }
        }
    }

    private void print(Path file, ImportReport report) {
        log.println(file.getFileName() + ": " + report.matches() + " matches with " + report.points()
                + " points imported, " + report.existing() + " were there already, " + report.skippedRows()
                + " rows left out, " + report.incompleteRows() + " in part");
        report.problems().stream()
                .limit(MAX_PROBLEMS)
                .forEach(problem -> log.println("  left out: " + problem.getMessage()));
        long more = report.skippedRows()
                + report.incompleteRows()
                - Math.min(MAX_PROBLEMS, report.problems().size());
        if (more > 0) {
            log.println("  and " + more + " more");
        }
    }

    /**
     * Adds simulated matches; with {@link DemoOptions#IF_EMPTY} a few, if there is no match at all. Of several demos that do that at
     * the same time, each one makes some, and all together as many as one would.
     */
    void simulate(int count) {
        boolean ifEmpty = count == DemoOptions.IF_EMPTY;
        if (ifEmpty && !isEmpty()) {
            return;
        }
        int wanted = ifEmpty ? IF_EMPTY_SIMULATE : count;
        MatchSink sink = MatchSink.into(storage, MatchSink.Existing.SKIP);
        long lastNanos = ticker.nanos();
        int added = 0;
        for (int number = 1; ifEmpty ? number <= wanted : added < wanted; number++) {
            // The seed is not told by the id: who knows it, knows how the match ends.
            MatchSimulator simulator = MatchSimulator.fictionalBuilder("simulated-" + number, random.nextLong())
                    .shots(true)
                    .build();
            if (sink.accept(simulator.simulate())) {
                added++;
            }
            long now = ticker.nanos();
            if (now - lastNanos >= PROGRESS_EVERY_NANOS) {
                lastNanos = now;
                log.println("simulated " + added + " of " + wanted + " matches");
            }
        }
        if (wanted > 0) {
            log.println("simulated matches added: " + added);
        }
    }

    private boolean isEmpty() {
        try (Stream<Game> games = storage.list()) {
            return games.findAny().isEmpty();
        }
    }
}
