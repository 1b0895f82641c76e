package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.User;
import dev.rallycast.model.Watch;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SessionHandler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of a manager: each belongs to one session loop, chosen in turn. */
final class LocalClientManager implements ClientManager, ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger(LocalClientManager.class);

    /** How often clients are sent away while draining. */
    private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Engine engine;
    private final List<Loop> loops;
    /** One for each loop. */
    private final List<Batches> batches;

    private final List<PlaybackRegistry> registries;
    private final UserConnections userConnections;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger turn = new AtomicInteger();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private volatile boolean draining;
    private volatile boolean stopped;

    LocalClientManager(
            Engine engine, List<Loop> loops, List<PlaybackRegistry> registries, UserConnections userConnections) {
        this.engine = engine;
        this.loops = loops;
        batches = loops.stream().map(loop -> new Batches(engine.protocol)).toList();
        this.registries = registries;
        this.userConnections = userConnections;
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        requireNonNull(user, "user");
        Connection connection = connect(session);
        connection.open(Identity.of(user));
        return connection;
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        requireNonNull(handshake, "handshake");
        requireNonNull(authenticator, "authenticator");
        Connection connection = connect(session);
        if (engine.protocol.isUnsupported(handshake.subprotocols())) {
            LOG.info("connection {} asks for another version of the protocol", connection.name());
            connection.turnAway(CloseCode.UNSUPPORTED_VERSION);
        } else {
            engine.driver.ask(() -> authenticate(connection, handshake, authenticator));
        }
        return connection;
    }

    private static void authenticate(Connection connection, Handshake handshake, Authenticator authenticator) {
        try {
            connection.open(requireNonNull(authenticator.authenticate(handshake), "identity"));
        } catch (AuthenticationException e) {
            LOG.info("connection {} is not let in: {}", connection.name(), LogText.of(e.getMessage()));
            connection.turnAway(e);
        } catch (Throwable e) {
            // Errors too: the connection would wait for ever.
            // Not what it says: that may quote a token.
            LOG.warn("connection {}: the authenticator failed", connection.name(), LogText.withoutMessages(e));
            connection.turnAway(CloseCode.INTERNAL);
        }
    }

    private Connection connect(ClientSession session) {
        requireNonNull(session, "session");
        int number = Math.floorMod(turn.getAndIncrement(), loops.size());
        Connection connection = new Connection(engine, session, loops.get(number), batches.get(number), this);
        connections.add(connection);
        connection.begin();
        if (count.incrementAndGet() > engine.limits.maxConnections()) {
            connection.turnAway(CloseCode.OVERLOADED);
        }
        if (stopped) {
            abandon(connection);
        } else if (draining) {
            drain(connection);
        }
        return connection;
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public ControlProtocol protocol() {
        return engine.protocol;
    }

    @Override
    public Limits limits() {
        return engine.limits;
    }

    @Override
    public boolean admits(Connection connection) {
        Connection surplus = userConnections.add(connection);
        if (connection.equals(surplus)) {
            return false;
        }
        if (surplus != null) {
            surplus.turnAway(CloseCode.REPLACED);
        }
        return true;
    }

    @Override
    public void join(Connection connection, Command.Start start) {
        if (draining) {
            connection.notJoined(start, new RefusedException(ErrorCode.DRAINING, "the server is going away"));
            return;
        }
        engine.driver.ask(() -> {
            try {
                Game game = engine.storage
                        .find(start.gameId())
                        .orElseThrow(() -> new RefusedException(
                                ErrorCode.GAME_NOT_FOUND, "there is no game \"" + start.gameId() + "\""));
                Admission.Decision decision = engine.admission.decide(
                        new Admission.Request(connection.user(), game, start.mode(), start.watch()));
                if (decision instanceof Admission.Decision.Refuse refuse) {
                    throw new RefusedException(ErrorCode.FORBIDDEN, refuse.message());
                } else if (decision instanceof Admission.Decision.Join join) {
                    SchedulerType type = type(join.mode());
                    bring(new JoinRequest(connection, start, type, false), type.key(game, connection.user()));
                } else if (decision instanceof Admission.Decision.AsWatcher watcher) {
                    Watch watch = watcher.watch();
                    SchedulerType type = type(watch.mode());
                    SchedulerKey key = watch.player() == null
                            ? new SchedulerKey(type.name(), game.id(), "")
                            : type.key(game, User.named(watch.player()));
                    bring(new JoinRequest(connection, start, type, true), key);
                }
            } catch (Throwable e) {
                // Errors too: the connection would wait for its start for ever.
                connection.notJoined(start, Refusals.of(e, start.gameId()));
            }
        });
    }

    @Override
    public void closed(Connection connection) {
        forget(connection);
    }

    /**
     * Tells everyone to come back later, a few at a time until all have been told, and whoever connects from now on at once.
     *
     * @return completes when no connection is left
     */
    CompletionStage<Void> drain(Duration within) {
        draining = true;
        for (Loop loop : loops) {
            loop.execute(() -> {
                Deque<Connection> left = new ArrayDeque<>();
                connections.stream()
                        .filter(connection -> connection.loop() == loop)
                        .forEach(left::add);
                drain(loop, left, left.size(), loop.now(), Math.max(BATCH_NANOS, Waits.nanos(within)));
            });
        }
        checkDrained();
        return drained.minimalCompletionStage();
    }

    private void drain(Loop loop, Deque<Connection> left, int all, long since, long within) {
        double share = Math.min(1, (double) (loop.now() - since + BATCH_NANOS) / within);
        while (!left.isEmpty() && all - left.size() < Math.ceil(all * share)) {
            drain(left.remove());
        }
        if (!left.isEmpty()) {
            loop.arm(Timer.of(() -> drain(loop, left, all, since, within)), loop.now() + BATCH_NANOS);
        }
    }

    private void checkDrained() {
        if (draining && connections.isEmpty()) {
            drained.complete(null);
        }
    }

    /** Closes what is still there, and whatever connects from now on: the loops do not run any more. */
    void stop() {
        stopped = true;
        connections.forEach(this::abandon);
    }

    /** Looks for connections that were lost without a word. */
    void sweep(Loop loop) {
        for (Connection connection : connections) {
            if (connection.loop() == loop) {
                connection.sweep();
            }
        }
    }

    private void drain(Connection connection) {
        connection.drain(engine.reconnectAfterMillis());
    }

    private void abandon(Connection connection) {
        connection.abandon();
        forget(connection);
    }

    private void forget(Connection connection) {
        if (connections.remove(connection)) {
            userConnections.remove(connection);
            count.decrementAndGet();
            checkDrained();
        }
    }

    private void bring(JoinRequest request, SchedulerKey key) {
        PlaybackRegistry registry = PlaybackRegistry.of(key, registries);
        registry.loop().execute(() -> registry.join(key, request));
    }

    private SchedulerType type(String mode) {
        SchedulerType type = engine.types.get(mode);
        if (type == null) {
            throw new RefusedException(
                    ErrorCode.BAD_REQUEST,
                    "mode \"" + mode + "\" is not known: expected one of "
                            + String.join(
                                    ", ",
                                    engine.types.keySet().stream().sorted().toList()));
        }
        return type;
    }
}
