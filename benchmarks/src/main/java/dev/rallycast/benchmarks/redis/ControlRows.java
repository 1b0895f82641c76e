package dev.rallycast.benchmarks.redis;

import dev.rallycast.Scheduler;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.benchmarks.harness.Figures;
import dev.rallycast.benchmarks.harness.Limits;
import dev.rallycast.benchmarks.harness.Report;
import dev.rallycast.benchmarks.harness.Row;
import dev.rallycast.model.Game;
import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Position;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** R2: how long it takes from a control on one node until another one knows of it, and until its client is told. */
final class ControlRows {
    private static final int SLOWER = 1_500;
    private static final int FASTER = 2_000;

    private final Ticker ticker;
    private final Report report;
    private final RedisURI uri;
    private final Sizes sizes;

    private final AtomicLong awaited = new AtomicLong(-1);
    private final BlockingQueue<Long> told = new LinkedBlockingQueue<>();

    ControlRows(Ticker ticker, Report report, RedisURI uri, Sizes sizes) {
        this.ticker = ticker;
        this.report = report;
        this.uri = uri;
        this.sizes = sizes;
    }

    void measure(String prefix) throws IOException {
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> bare = client.connect()) {
            managers(bare, prefix + "-managers");
            states(bare, prefix + "-states");
        }
    }

    /** From the host's call on one manager to what a client of the other is sent. */
    private void managers(StatefulRedisConnection<String, String> bare, String prefix) throws IOException {
        InMemoryGameStorage recordings = new InMemoryGameStorage();
        recordings.record(
                Game.of(Node.GAME, "tennis"), Events.evenly(2, 0, TimeUnit.HOURS.toNanos(10), Events.payload(200)));
        try (Node here = Node.start(uri, prefix, recordings, 1);
                Node there = Node.start(uri, prefix, recordings, 1)) {
            here.join(message -> {});
            there.join(this::hear);
            Scheduler playback = here.playback();
            time(
                    "from a control on one node until a client of another is told",
                    bare,
                    Waiting.answer("status", playback.status()).revision(),
                    revision -> playback.speed(revision % 2 == 0 ? SLOWER : FASTER));
        }
    }

    private void hear(WireMessage message) {
        if (Viewer.is("state", message)) {
            arrived(Viewer.number("revision", message));
        }
    }

    /** What of that is Redis: from the change of a shared state to the other node's knowing it. */
    private void states(StatefulRedisConnection<String, String> bare, String prefix) throws IOException {
        SchedulerKey key = new SchedulerKey("spectator", Node.GAME, "");
        try (RedisClient clientHere = RedisClient.create(uri);
                RedisClient clientThere = RedisClient.create(uri);
                RedisSharedPlaybacks here =
                        RedisSharedPlaybacks.builder(clientHere).prefix(prefix).build();
                RedisSharedPlaybacks there =
                        RedisSharedPlaybacks.builder(clientThere).prefix(prefix).build()) {
            Waiting.answer("open", here.open(key, state(0), Duration.ofMinutes(1)));
            // As a manager does.
            there.subscribe((rung, news) -> {
                if (news == null) {
                    var unused = there.find(key).thenAccept(this::found);
                } else {
                    arrived(news.state().revision());
                }
            });
            time(
                    "from a change of the shared state until another node knows it",
                    bare,
                    0,
                    revision -> here.change(key, revision - 1, state(revision)));
        }
    }

    private void found(Found found) {
        Shared shared = found.shared();
        if (shared != null) {
            arrived(shared.state().revision());
        }
    }

    private static Shared state(long revision) {
        return new Shared(
                new PlaybackState(
                        "benchmark",
                        Node.GAME,
                        "1",
                        Pacing.recorded(),
                        revision,
                        0,
                        PlaybackState.Mode.PLAYING,
                        Position.START,
                        0,
                        Instant.EPOCH,
                        revision % 2 == 0 ? SLOWER : FASTER),
                "speed",
                null);
    }

    /** The first word of a revision counts. */
    private void arrived(long revision) {
        if (awaited.compareAndSet(revision, -1)) {
            told.add(ticker.nanos());
        }
    }

    private void time(
            String what,
            StatefulRedisConnection<String, String> bare,
            long first,
            LongFunction<CompletionStage<?>> change)
            throws IOException {
        double[] trips = new double[sizes.controls()];
        double[] changes = new double[sizes.controls()];
        long revision = first;
        for (int i = -sizes.controls() / 2; i < sizes.controls(); i++) {
            long asked = ticker.nanos();
            bare.sync().ping();
            long answered = ticker.nanos();
            awaited.set(++revision);
            long changed = ticker.nanos();
            CompletionStage<?> accepted = change.apply(revision);
            long arrived = Waiting.next("revision " + revision + " on the other node", told);
            Waiting.answer("revision " + revision, accepted);
            if (i >= 0) {
                trips[i] = answered - asked;
                changes[i] = arrived - changed;
            }
        }
        Percentiles trip = new Percentiles(trips);
        Percentiles took = new Percentiles(changes);
        add(what + ", 50th percentile", took.median(), trip.median(), trip.median());
        add(what + ", 99th percentile", took.p99(), trip.median(), trip.p99());
    }

    /** Against the usual round trip, and in the last column against one that is as rare. */
    private void add(String what, double took, double trip, double alike) {
        report.add(new Row(
                "R2",
                what,
                "the median of a PING's round trip",
                took / trip,
                Limits.atMost(5, 5, null),
                Figures.time(took) + " : " + Figures.time(trip),
                "by the same percentile of PING, " + Figures.time(alike) + ": " + Figures.ratio(took / alike)));
    }
}
