package dev.rallycast.benchmarks.harness;

import dev.rallycast.time.Ticker;
import java.io.PrintStream;

/** Prints how far long work is, at most once a second. */
public final class Progress {
    private static final long EVERY_NANOS = 1_000_000_000;

    private final PrintStream log;
    private final Ticker ticker;
    private long lastNanos;

    public Progress(PrintStream log, Ticker ticker) {
        this.log = log;
        this.ticker = ticker;
        this.lastNanos = ticker.nanos();
    }

    /** Says what is done next, at once. */
    public void step(String what) {
        lastNanos = ticker.nanos();
        log.println(what);
    }

    /** Says how much of it is done, if a second has passed since the last line. */
    public void progress(String what, long done, long total) {
        long now = ticker.nanos();
        if (now - lastNanos >= EVERY_NANOS) {
            lastNanos = now;
            log.println("  " + what + ": " + 100 * done / Math.max(1, total) + " %, " + done + " of " + total);
        }
    }
}
