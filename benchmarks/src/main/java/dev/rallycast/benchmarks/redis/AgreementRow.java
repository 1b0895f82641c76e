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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
                    sizes.shown());
        }
    }

    private void add(Percentiles apart, double clocksMillis, int events) {
        double limit = Math.round(100 * (ALLOWED_MILLIS + clocksMillis)) / 100.0;
        report.add(new Row(
                "R4",
                "between two nodes that show the same event, 99th percentile of " + Figures.count(events) + " events",
                "both clocks' errors, " + Figures.number(clocksMillis) + " ms, and 20 ms",
                apart.p99() / 1e6,
                Limits.atMostMillis(limit, limit),
                "",
                "median " + Figures.time(apart.median()) + ", at most " + Figures.time(apart.max())));
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
