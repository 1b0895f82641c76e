package dev.rallycast.examples;

import dev.rallycast.sports.tennis.slam.ImportProgress;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;

/** Prints how far an import is, at most once a second. */
final class ProgressLines implements ImportProgress {
    private static final long EVERY_NANOS = 1_000_000_000;

    private final String name;
    private final PrintStream log;
    private final Ticker ticker;
    private long lastNanos;

    ProgressLines(String name, PrintStream log, Ticker ticker) {
        this.name = name;
        this.log = log;
        this.ticker = ticker;
        this.lastNanos = ticker.nanos();
    }

    @Override
    public void progress(long rows, long bytesRead, long bytesTotal) {
        long now = ticker.nanos();
        if (now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        long percent = bytesTotal > 0 ? 100 * bytesRead / bytesTotal : 100;
        log.println(name + ": " + percent + " %, " + rows + " rows");
    }
}
