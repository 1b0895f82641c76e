package dev.rallycast;

import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.Track;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all playbacks and connections of a manager share. Thread-safe. */
final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** So that a server has gone before its clients come back. */
    private static final long EARLIEST_RECONNECT_MILLIS = 500;

    final GameStorage storage;
    final Tapes tapes;
    final LoopDriver driver;
    final ControlProtocol protocol;
    final Limits limits;
    final LagPolicy lag;
    final GameSessions gameSessions;
    final Admission admission;
    final Map<String, SchedulerType> types;
    final List<Track<?>> tracks;
    final long sweepNanos;
    final long stallNanos;
    final ClientMeter meter;
    /** What the playbacks share with other nodes, if they do. */
    final @Nullable SharedPlaybacks shared;

    /** What clients are told that this server is called. */
    final @Nullable String serverName;

    private final SchedulerListener listener;
    private final InstantSource instantSource;
    /** Tells the playbacks of this manager from those of an earlier one. */
    private final String life;

    /** Under a virtual clock, where everything is the same each time. */
    private final @Nullable RandomGenerator repeatable;

    private final AtomicLong playbacks = new AtomicLong();

    Engine(SchedulerManagerBuilder from, LoopDriver driver) {
        this.driver = driver;
        storage = from.storage;
        tapes = new Tapes(storage, new BlockCache(from.blockBytes), new Keyframes.Budget(from.keyframeBytes));
        protocol = from.protocol;
        limits = from.limits;
        lag = from.lag;
        gameSessions = new GameSessions(limits.maxSessionsPerGame());
        admission = from.admission;
        shared = from.shared == null ? null : new SafelyShared(from.shared);
        serverName = from.serverName;
        types = Map.copyOf(from.types);
        tracks = List.copyOf(from.tracks);
        sweepNanos = Waits.nanos(from.sweep);
        stallNanos = Waits.nanos(from.stall);
        listener = from.listener;
        meter = new ClientMeter(from.clientListener);
        repeatable = driver.hasThreads() ? null : new SplittableRandom(1);
        instantSource = from.instantSource;
        // Under a virtual clock the same each time; otherwise different even for managers of the same moment.
        String moment = Long.toString(instantSource.millis(), 36);
        String node = shared == null ? moment : moment + shared.node();
        life = driver.hasThreads()
                ? moment + Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36 * 36, 36 * 36 * 36 * 36), 36)
                : node;
    }

    long wallMillis() {
        return instantSource.millis();
    }

    Instant wallTime() {
        return instantSource.instant();
    }

    /** The moment by the clock that all nodes share. */
    Instant sharedTime() {
        return shared == null ? wallTime() : shared.now();
    }

    String newPlaybackId() {
        return life + "-" + playbacks.incrementAndGet();
    }

    /** Whether a playback was made by this manager. */
    boolean isOwn(String playbackId) {
        return playbackId.startsWith(life + "-");
    }

    /** When a client is to come back after the server has gone away: spread, so that not all come at once. */
    long reconnectAfterMillis() {
        long spread = Math.max(1, Math.min(limits.reconnectWithin().toMillis(), Integer.MAX_VALUE));
        RandomGenerator random = repeatable == null ? ThreadLocalRandom.current() : repeatable;
        return EARLIEST_RECONNECT_MILLIS + random.nextLong(spread);
    }

    WireMessage encode(Frame frame) {
        return protocol.encode(frame);
    }

    void tell(Consumer<SchedulerListener> what) {
        try {
            what.accept(listener);
        } catch (RuntimeException | Error e) {
            LOG.warn("the scheduler listener failed", e);
        }
    }
}
