package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.Track;
import dev.rallycast.time.Ticker;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link SchedulerManager} is made of; every option has a default. Not thread-safe. */
public final class SchedulerManagerBuilder {
    final GameStorage storage;
    final Map<String, SchedulerType> types = new LinkedHashMap<>();
    final List<Track<?>> tracks = new ArrayList<>();
    Ticker ticker = Ticker.system();
    InstantSource instantSource = InstantSource.system();

    @Nullable
    VirtualClock clock;

    SchedulerListener listener = new SchedulerListener() {};

    @Nullable
    ClientListener clientListener;

    Admission admission = Admission.asRequested();
    ControlProtocol protocol = new JsonControlProtocol();
    Limits limits = Limits.defaults();
    LagPolicy lag = LagPolicy.CATCH_UP;
    boolean replaceConnections;
    Duration sweep = Duration.ofSeconds(30);
    Duration stall = Duration.ofSeconds(2);
    long keyframeBytes = 64L * 1024 * 1024;
    long blockBytes = 128L * 1024 * 1024;

    @Nullable
    SharedPlaybacks shared;

    @Nullable
    String serverName;

    int engineLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int sessionLoops = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    int readThreads = Math.max(2, Runtime.getRuntime().availableProcessors());

    SchedulerManagerBuilder(GameStorage storage) {
        this.storage = requireNonNull(storage, "storage");
        type(SchedulerType.pvp());
        type(SchedulerType.pvai());
        type(SchedulerType.spectator());
    }

    /** Adds a scheduler type, or replaces the one of the same name. Default: pvp, pvai and spectator. */
    public SchedulerManagerBuilder type(SchedulerType type) {
        types.put(type.name(), type);
        return this;
    }

    /**
     * Adds a track. Default: none.
     *
     * @throws IllegalArgumentException if there is one of that name already
     */
    public SchedulerManagerBuilder track(Track<?> track) {
        if (tracks.stream().anyMatch(t -> t.name().equals(track.name()))) {
            throw new IllegalArgumentException("track \"" + track.name() + "\" is there already");
        }
        tracks.add(track);
        return this;
    }

    /** Who joins which game as what. Default: {@link Admission#asRequested()}. */
    public SchedulerManagerBuilder admission(Admission value) {
        admission = requireNonNull(value, "admission");
        return this;
    }

    /**
     * What playbacks share with those of other managers, so that clients of any of them see the same at the same time. Default:
     * nothing; each manager has its own playbacks.
     */
    public SchedulerManagerBuilder shared(SharedPlaybacks value) {
        shared = requireNonNull(value, "shared");
        return this;
    }

    /** What clients are told that this server is called, so that one sees who serves them. Default: they are not told. */
    public SchedulerManagerBuilder serverName(String value) {
        serverName = requireNonNull(value, "serverName");
        return this;
    }

    /** Told what playbacks do. Default: nobody. */
    public SchedulerManagerBuilder listener(SchedulerListener value) {
        listener = requireNonNull(value, "listener");
        return this;
    }

    /** Told what happens on connections. Default: nobody, which costs nothing. */
    public SchedulerManagerBuilder clientListener(ClientListener value) {
        clientListener = requireNonNull(value, "clientListener");
        return this;
    }

    /** The encoding. Default: {@link JsonControlProtocol}. */
    public SchedulerManagerBuilder protocol(ControlProtocol value) {
        protocol = requireNonNull(value, "protocol");
        return this;
    }

    /** The limits of connections. Default: {@link Limits#defaults()}. */
    public SchedulerManagerBuilder limits(Limits value) {
        limits = requireNonNull(value, "limits");
        return this;
    }

    /** What becomes of a session that lags too far. Default: {@link LagPolicy#CATCH_UP}. */
    public SchedulerManagerBuilder lag(LagPolicy value) {
        lag = requireNonNull(value, "lag");
        return this;
    }

    /**
     * Whether a user's connection beyond {@link Limits#maxConnectionsPerUser} takes the place of the oldest, which is closed
     * as {@code REPLACED}; otherwise it is turned away itself, with {@code TOO_MANY_CONNECTIONS}. Default: false.
     */
    public SchedulerManagerBuilder replaceConnections(boolean value) {
        replaceConnections = value;
        return this;
    }

    /** The clock that paces. Default: {@link Ticker#system()}. */
    public SchedulerManagerBuilder ticker(Ticker value) {
        ticker = requireNonNull(value, "ticker");
        return this;
    }

    /** The clock that stamps. Default: the system's. */
    public SchedulerManagerBuilder instantSource(InstantSource value) {
        instantSource = requireNonNull(value, "instantSource");
        return this;
    }

    /** Runs everything by hand: no threads are started, and all is done on the thread that moves the clock. */
    public SchedulerManagerBuilder clock(VirtualClock value) {
        clock = requireNonNull(value, "clock");
        ticker = value;
        instantSource = value;
        return this;
    }

    /** How often playbacks and connections that should be gone are looked for. Default: 30 s. */
    public SchedulerManagerBuilder sweep(Duration value) {
        sweep = requirePositive(value, "sweep");
        return this;
    }

    /** The lateness beyond which there was a stall, see {@link dev.rallycast.spi.StallPolicy}. Default: 2 s. */
    public SchedulerManagerBuilder stall(Duration value) {
        stall = requirePositive(value, "stall");
        return this;
    }

    /** The memory for keyframes of tracks, in bytes of encoded state, over all recordings. Default: 64 MiB. */
    public SchedulerManagerBuilder keyframeBytes(long value) {
        keyframeBytes = requirePositive(value, "keyframeBytes");
        return this;
    }

    /** The memory for blocks of events that were read, in bytes, over all recordings. Default: 128 MiB. */
    public SchedulerManagerBuilder blockBytes(long value) {
        blockBytes = requirePositive(value, "blockBytes");
        return this;
    }

    /** How many threads run playbacks. Default: half the processors, at least 1. */
    public SchedulerManagerBuilder engineLoops(int value) {
        engineLoops = (int) requirePositive(value, "engineLoops");
        return this;
    }

    /** How many threads serve connections. Default: half the processors, at least 1. */
    public SchedulerManagerBuilder sessionLoops(int value) {
        sessionLoops = (int) requirePositive(value, "sessionLoops");
        return this;
    }

    /** How many threads read storage and ask the host. Default: the processors, at least 2. */
    public SchedulerManagerBuilder readThreads(int value) {
        readThreads = (int) requirePositive(value, "readThreads");
        return this;
    }

    /** Starts the manager. */
    public SchedulerManager build() {
        return new LocalSchedulerManager(this);
    }

    private static Duration requirePositive(Duration value, String name) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ": expected above 0");
        }
        return value;
    }

    private static long requirePositive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " is " + value + ": expected above 0");
        }
        return value;
    }
}
