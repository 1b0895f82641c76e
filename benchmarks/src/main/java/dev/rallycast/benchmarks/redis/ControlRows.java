package dev.rallycast.benchmarks.redis;

import dev.rallycast.Scheduler;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.Game;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** R2: how long it takes from a control on one node until a client of another one is told. */
final class ControlRows {
    private static final int SLOWER = 1_500;
    private static final int FASTER = 2_000;

    private final Ticker ticker;
    private final Report report;

    ControlRows(Ticker ticker, Report report) {
        this.ticker = ticker;
        this.report = report;
    }

    void measure(RedisURI uri, String prefix, Sizes sizes) throws IOException {
        InMemoryGameStorage recordings = new InMemoryGameStorage();
        recordings.record(
                Game.of(Node.GAME, "tennis"), Events.evenly(2, 0, TimeUnit.HOURS.toNanos(10), Events.payload(200)));
        AtomicLong awaited = new AtomicLong(-1);
        BlockingQueue<Long> told = new LinkedBlockingQueue<>();
        int warmups = sizes.controls() / 2;
        double[] trips = new double[sizes.controls()];
        double[] changes = new double[sizes.controls()];
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> bare = client.connect();
                Node here = Node.start(uri, prefix, recordings, 1);
                Node there = Node.start(uri, prefix, recordings, 1)) {
            here.join(message -> {});
            there.join(message -> hear(message, awaited, told));
            Scheduler playback = here.playback();
            long revision = Waiting.answer("status", playback.status()).revision();
            for (int i = -warmups; i < sizes.controls(); i++) {
                long asked = ticker.nanos();
                bare.sync().ping();
                long answered = ticker.nanos();
                awaited.set(++revision);
                long changed = ticker.nanos();
                var accepted = playback.speed(i % 2 == 0 ? SLOWER : FASTER);
                long arrived = Waiting.next("revision " + revision + " on the other node", told);
                Waiting.answer("a change of speed", accepted);
                if (i >= 0) {
                    trips[i] = answered - asked;
                    changes[i] = arrived - changed;
                }
            }
        }
        Percentiles trip = new Percentiles(trips);
        Percentiles change = new Percentiles(changes);
        add("50th", change.median(), trip, trip.median());
        add("99th", change.p99(), trip, trip.p99());
    }

    private void hear(WireMessage message, AtomicLong awaited, BlockingQueue<Long> told) {
        if (Viewer.is("state", message)) {
            long revision = Viewer.number("revision", message);
            if (awaited.compareAndSet(revision, -1)) {
                told.add(ticker.nanos());
            }
        }
    }

    /** Against the usual round trip; against as rare a one in the last column. */
    private void add(String percentile, double change, Percentiles trip, double alike) {
        report.add(new Row(
                "R2",
                "from a control on one node until a client of another is told, " + percentile + " percentile",
                "the median of a PING's round trip",
                change / trip.median(),
                Limits.atMost(5, 5, null),
                Figures.time(change) + " : " + Figures.time(trip.median()),
                "by the " + percentile + " percentile of PING, " + Figures.time(alike) + ": "
                        + Figures.ratio(change / alike)));
    }
}
