package dev.rallycast.benchmarks.redis;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.Game;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** R4: how far apart two nodes show the same event. */
final class AgreementRow {
    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final double ALLOWED_MILLIS = 20;

    /** Both nodes watch before the first event. */
    private static final Duration LEAD = Duration.ofSeconds(2);

    private final Ticker ticker;
    private final Report report;

    AgreementRow(Ticker ticker, Report report) {
        this.ticker = ticker;
        this.report = report;
    }

    void measure(RedisURI uri, String prefix, Sizes sizes) throws IOException {
        InMemoryGameStorage recordings = new InMemoryGameStorage();
        recordings.record(
                Game.of(Node.GAME, "tennis"),
                Events.evenly(sizes.shown(), LEAD.toNanos(), GAP_NANOS, Events.payload(200)));
        Shown atOne = new Shown(sizes.shown());
        Shown atOther = new Shown(sizes.shown());
        try (Node one = Node.start(uri, prefix, recordings, 1);
                Node other = Node.start(uri, prefix, recordings, 1)) {
            one.join(atOne::hear);
            other.join(atOther::hear);
            double[] bare = timers(sizes.shown());
            Waiting.times("the events on one node", atOne.events, sizes.shown());
            Waiting.times("the events on the other node", atOther.events, sizes.shown());
            double clocks = (one.shared().clockError().toNanos()
                            + other.shared().clockError().toNanos())
                    / 1e6;
            add(
                    new Percentiles(IntStream.range(0, sizes.shown())
                            .mapToDouble(i -> Math.abs(atOne.nanos[i] - atOther.nanos[i]))
                            .toArray()),
                    clocks,
                    new Percentiles(bare),
                    sizes.shown());
        }
    }

    private void add(Percentiles apart, double clocksMillis, Percentiles bare, int events) {
        double limit = Math.round(100 * (ALLOWED_MILLIS + clocksMillis)) / 100.0;
        report.add(new Row(
                "R4",
                "between two nodes that show the same event, 99th percentile of " + Figures.count(events) + " events",
                "both clocks' errors, " + Figures.number(clocksMillis) + " ms, and 20 ms",
                apart.p99() / 1e6,
                Limits.atMostMillis(limit, limit),
                "",
                "median " + Figures.time(apart.median()) + ", at most " + Figures.time(apart.max())
                        + "; two bare timers meanwhile: 99th percentile " + Figures.time(bare.p99()) + ", at most "
                        + Figures.time(bare.max())));
    }

    /** How far apart two threads are that do nothing but wake up every so often: that much is the machine's. */
    private double[] timers(int count) throws IOException {
        Semaphore ticks = new Semaphore(0);
        long[][] nanos = new long[2][count];
        ScheduledExecutorService[] threads = new ScheduledExecutorService[2];
        try {
            for (int i = 0; i < threads.length; i++) {
                long[] at = nanos[i];
                threads[i] = Executors.newSingleThreadScheduledExecutor();
                AtomicInteger next = new AtomicInteger();
                Future<?> unused = threads[i].scheduleAtFixedRate(
                        () -> {
                            int tick = next.getAndIncrement();
                            if (tick < count) {
                                at[tick] = ticker.nanos();
                                ticks.release();
                            }
                        },
                        LEAD.toNanos(),
                        GAP_NANOS,
                        TimeUnit.NANOSECONDS);
            }
            Waiting.times("the ticks of two timers", ticks, 2 * count);
        } finally {
            for (ScheduledExecutorService thread : threads) {
                if (thread != null) {
                    thread.shutdownNow();
                }
            }
        }
        return IntStream.range(0, count)
                .mapToDouble(i -> Math.abs(nanos[0][i] - nanos[1][i]))
                .toArray();
    }

    /** When the client of a node got each event. */
    private final class Shown {
        final Semaphore events = new Semaphore(0);
        /** Read behind the semaphore. */
        final long[] nanos;

        Shown(int count) {
            nanos = new long[count];
        }

        void hear(WireMessage message) {
            long now = ticker.nanos();
            if (Viewer.is("event", message)) {
                nanos[(int) Viewer.number("index", message)] = now;
                events.release();
            }
        }
    }
}
