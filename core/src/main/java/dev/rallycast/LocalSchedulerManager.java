package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A manager whose playbacks all live in this process. */
final class LocalSchedulerManager implements SchedulerManager {
    private static final int CLOSING_POLLS = 200;
    private static final long CLOSING_POLL_NANOS = 10_000_000;

    private final Engine engine;
    private final List<PlaybackRegistry> registries = new ArrayList<>();
    private final Map<SchedulerKey, PlaybackHandle> directory = new ConcurrentHashMap<>();
    private final LocalClientManager clients;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final SharedPlaybacks.Doorbell doorbell = this::rang;

    LocalSchedulerManager(SchedulerManagerBuilder from) {
        LoopDriver driver = from.clock == null ? new ThreadDriver(from.readThreads) : new VirtualDriver(from.clock);
        engine = new Engine(from, driver);
        for (int i = 0; i < from.engineLoops; i++) {
            Loop loop = new Loop(from.ticker, driver);
            registries.add(new PlaybackRegistry(engine, loop, directory));
            driver.start(loop, "rallycast-engine-" + i);
        }
        List<Loop> sessionLoops = new ArrayList<>();
        for (int i = 0; i < from.sessionLoops; i++) {
            sessionLoops.add(new Loop(from.ticker, driver));
        }
        clients = new LocalClientManager(
                engine,
                List.copyOf(sessionLoops),
                List.copyOf(registries),
                new UserConnections(from.limits.maxConnectionsPerUser(), from.replaceConnections));
        if (from.shared != null) {
            from.shared.subscribe(doorbell);
        }
        for (int i = 0; i < from.sessionLoops; i++) {
            Loop loop = sessionLoops.get(i);
            loop.execute(() -> sweepLater(loop));
            driver.start(loop, "rallycast-session-" + i);
        }
    }

    /** Another node may have changed a playback. Any thread. */
    private void rang(SchedulerKey key, SharedPlaybacks.@Nullable Shared news) {
        PlaybackRegistry registry = PlaybackRegistry.of(key, registries);
        registry.loop().execute(() -> registry.rang(key, news));
    }

    @Override
    public ClientManager clients() {
        return clients;
    }

    @Override
    public GameStorage storage() {
        return engine.storage;
    }

    @Override
    public Collection<Scheduler> schedulers() {
        return List.copyOf(directory.values());
    }

    @Override
    public Optional<Scheduler> scheduler(SchedulerKey key) {
        return Optional.ofNullable(directory.get(requireNonNull(key, "key")));
    }

    @Override
    public Statistics statistics() {
        List<Playback> playbacks =
                directory.values().stream().map(PlaybackHandle::target).toList();
        return new Statistics(clients.connections(), Census.of(engine.types.keySet(), playbacks));
    }

    @Override
    public CompletionStage<Void> drain(Duration within) {
        if (within.isNegative()) {
            throw new IllegalArgumentException("within is " + within + ": expected 0 or more");
        }
        return clients.drain(within);
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        clients.drain(Duration.ZERO);
        for (int i = 0; engine.driver.hasThreads() && clients.connections() > 0 && i < CLOSING_POLLS; i++) {
            LockSupport.parkNanos(this, CLOSING_POLL_NANOS);
        }
        registries.forEach(registry -> registry.loop().execute(() -> registry.killAll("draining")));
        for (int i = 0; engine.driver.hasThreads() && !directory.isEmpty() && i < CLOSING_POLLS; i++) {
            LockSupport.parkNanos(this, CLOSING_POLL_NANOS);
        }
        if (engine.shared != null) {
            engine.shared.unsubscribe(doorbell);
        }
        engine.driver.close();
        clients.stop();
        engine.tapes.close();
    }

    private void sweepLater(Loop loop) {
        Timer timer = new Timer() {
            @Override
            void fire(long now) {
                loop.arm(this, now + engine.sweepNanos);
                clients.sweep(loop);
            }
        };
        loop.arm(timer, loop.now() + engine.sweepNanos);
    }
}
