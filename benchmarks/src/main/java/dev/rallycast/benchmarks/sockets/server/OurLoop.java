package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.ClientManager;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerManager;
import dev.rallycast.Statistics;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Target;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The library with spectators. In the closed loop a match is being recorded, and all spectators are at its live edge: an
 * event goes out when it is appended. In the paced runs a finished recording is played. Not thread-safe.
 */
final class OurLoop {
    private static final long GAP_NANOS = 1_000_000;
    private static final Duration NEVER = Duration.ofHours(6);
    private static final long PATIENCE_SECONDS = 20;
    private static final long SETTLE_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final InMemoryGameStorage storage = new InMemoryGameStorage();
    private final SchedulerManager manager;
    private final Acks acks;
    private final Ticker ticker;
    private final InstantSource wall;
    private final Payload payload;
    private final Map<String, Live> live = new HashMap<>();

    /** A recording that grows. */
    private static final class Live {
        final RecordingWriter writer;
        long events;

        Live(RecordingWriter writer) {
            this.writer = writer;
        }
    }

    OurLoop(Acks acks, Ticker ticker, InstantSource wall, Payload payload) {
        this.acks = acks;
        this.ticker = ticker;
        this.wall = wall;
        this.payload = payload;
        manager = SchedulerManager.builder(storage)
                .ticker(ticker)
                .instantSource(wall)
                .limits(Limits.builder()
                        .ping(NEVER)
                        .pong(NEVER)
                        .heartbeat(NEVER)
                        .firstMessage(NEVER)
                        .build())
                .build();
    }

    /** Where connections go. */
    ClientManager clients() {
        return manager.clients();
    }

    /** Begins a recording. */
    void recordLive(String game) {
        live.put(game, new Live(storage.create(Game.of(game, "tennis"))));
    }

    /** Makes a finished recording. */
    void recordPaced(String game, int events, long leadNanos, long gapNanos) {
        storage.record(Game.of(game, "tennis"), Events.evenly(events, leadNanos, gapNanos, payload));
    }

    /** Appends, as often as {@code steps} says, so many events at once, as soon as the clients have those before. */
    void closed(String game, int batch, int steps) throws IOException {
        Live to = live.get(game);
        if (to == null) {
            throw new IOException("game " + game + " is not being recorded");
        }
        acks.begin();
        List<EventDraft> drafts = new ArrayList<>(batch);
        for (int i = 0; i < steps; i++) {
            drafts.clear();
            for (int k = 0; k < batch; k++) {
                drafts.add(Events.at(to.events++ * GAP_NANOS, payload));
            }
            to.writer.append(drafts);
            acks.await();
        }
    }

    /** Halts a playback, which begins when its first client comes, and lets what is under way arrive. */
    void halt(String game) throws IOException, InterruptedException {
        get(scheduler(game).pause());
        LockSupport.parkNanos(this, SETTLE_NANOS);
    }

    /** Plays a recording from the start; returns the tick at which its first event was due. */
    long paced(String game, long leadNanos) throws IOException, InterruptedException {
        Scheduler scheduler = scheduler(game);
        get(scheduler.pause());
        get(scheduler.seek(new Target.ToTime(0)));
        acks.begin();
        get(scheduler.resume());
        PlaybackState state = get(scheduler.playbackState());
        // Both clocks at one moment, so that what one says can be said by the other.
        long tick = ticker.nanos();
        long sinceAnchor = Duration.between(state.anchoredAt(), wall.instant()).toNanos();
        long base = tick - sinceAnchor + leadNanos - state.anchor().timeNanos();
        acks.await();
        get(scheduler.pause());
        return base;
    }

    /** About how many bytes are kept for clients that have not read them. */
    long queuedBytes() {
        return manager.statistics().types().stream()
                .mapToLong(Statistics.OfType::queuedBytes)
                .sum();
    }

    private Scheduler scheduler(String game) throws IOException {
        return manager.scheduler(new SchedulerKey("spectator", game, ""))
                .orElseThrow(() -> new IOException("nobody watches game " + game));
    }

    private static <T> T get(CompletionStage<T> stage) throws IOException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the playback does not do what it is told: " + e, e);
        }
    }
}
