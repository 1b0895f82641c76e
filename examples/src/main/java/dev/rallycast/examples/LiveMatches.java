package dev.rallycast.examples;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.time.Ticker;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Records some live matches at the same time, on a thread of its own, until it is closed. */
final class LiveMatches implements AutoCloseable {
    /** So that an early end is noticed, should a wait be cut short or the clock be wrong. */
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final List<LiveMatch> matches;
    private final Thread thread;
    private boolean closed;

    private LiveMatches(List<LiveMatch> matches) {
        this.matches = matches;
        thread = new Thread(this::run, "demo-live");
    }

    /** Begins to record. The storage must be open until this is closed. */
    static LiveMatches start(
            int count, WritableGameStorage storage, Ticker ticker, RandomGenerator random, PrintStream log) {
        LiveMatches live = new LiveMatches(IntStream.rangeClosed(1, count)
                .mapToObj(court -> new LiveMatch(storage, ticker, random, log, court))
                .toList());
        if (count > 0) {
            live.thread.start();
        }
        return live;
    }

    private synchronized void run() {
        try {
            while (!closed) {
                long wait = LONGEST_WAIT_NANOS;
                for (LiveMatch match : matches) {
                    match.step();
                    wait = Math.min(wait, match.nanosToNext());
                }
                if (wait > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, wait);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            matches.forEach(LiveMatch::close);
        }
    }

    /** Stops recording and returns when storage is no longer used. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
