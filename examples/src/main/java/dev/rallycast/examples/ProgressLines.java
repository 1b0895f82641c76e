package dev.rallycast.examples;

import dev.rallycast.time.Ticker;
import java.io.PrintStream;

/** Prints how far long work is, at most once a second. */
final class ProgressLines {
    private static final long EVERY_NANOS = 1_000_000_000;

    private final String name;
    private final String unit;
    private final PrintStream log;
    private final Ticker ticker;
    private long lastNanos;

    /** @param unit what is counted, in the plural */
    ProgressLines(String name, String unit, PrintStream log, Ticker ticker) {
        this.name = name;
        this.unit = unit;
        this.log = log;
        this.ticker = ticker;
        this.lastNanos = ticker.nanos();
    }

    void progress(long count, long bytesDone, long bytesTotal) {
        long now = ticker.nanos();
        if (now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        long percent = bytesTotal > 0 ? 100 * bytesDone / bytesTotal : 100;
        log.println(name + ": " + percent + " %, " + count + " " + unit);
    }
}
