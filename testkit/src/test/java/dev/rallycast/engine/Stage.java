package dev.rallycast.engine;

import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerListener;
import dev.rallycast.SchedulerManager;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.Stepped;
import dev.rallycast.time.VirtualClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One recorded match "m", a virtual clock and a manager. Times are given in decimal seconds. */
final class Stage {
    static final String GAME = "m";
    static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");

    final VirtualClock clock;
    final SchedulerManager manager;
    final List<Duration> late = new ArrayList<>();
    final List<Duration> stalls = new ArrayList<>();
    private final Map<String, List<Long>> stamps = new ConcurrentHashMap<>();
    private final @Nullable RecordingWriter writer;

    private Stage(
            GameStorage storage,
            @Nullable RecordingWriter writer,
            VirtualClock clock,
            UnaryOperator<SchedulerManagerBuilder> options) {
        this.writer = writer;
        this.clock = clock;
        SchedulerManagerBuilder builder = SchedulerManager.builder(storage)
                .clock(clock)
                .protocol(new ConformingProtocol())
                .engineLoops(1)
                .sessionLoops(1)
                .limits(generous().build())
                .listener(new Listener());
        manager = options.apply(builder).build();
    }

    private final class Listener implements SchedulerListener {
        @Override
        public void late(Scheduler scheduler, Duration lateness) {
            late.add(lateness);
        }

        @Override
        public void stalled(Scheduler scheduler, Duration lateness) {
            stalls.add(lateness);
        }
    }

    /** A match that has ended, with an event at each of these times. */
    static Stage of(double... seconds) {
        return with(builder -> builder, seconds);
    }

    static Stage with(UnaryOperator<SchedulerManagerBuilder> options, double... seconds) {
        return on(new VirtualClock(0, WALL), options, seconds);
    }

    static Stage on(VirtualClock clock, UnaryOperator<SchedulerManagerBuilder> options, double... seconds) {
        return of(events(seconds), clock, options);
    }

    static Stage of(List<EventDraft> events, VirtualClock clock, UnaryOperator<SchedulerManagerBuilder> options) {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(Game.of(GAME, "tennis"), events);
        return new Stage(storage, null, clock, options);
    }

    /** A manager of a storage of the test's own. */
    static Stage over(GameStorage storage, VirtualClock clock, UnaryOperator<SchedulerManagerBuilder> options) {
        return new Stage(storage, null, clock, options);
    }

    /** A match that is still being recorded. */
    static Stage growing(double... seconds) {
        return growingOn(new VirtualClock(0, WALL), seconds);
    }

    static Stage growingOn(VirtualClock clock, double... seconds) {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        RecordingWriter writer = storage.create(Game.of(GAME, "tennis"));
        writer.append(events(seconds));
        return new Stage(storage, writer, clock, builder -> builder);
    }

    /** Limits that no test reaches unless it means to. */
    static Limits.Builder generous() {
        return Limits.builder()
                .playerRate(1_000_000, 1_000_000)
                .spectatorRate(1_000_000, 1_000_000)
                .maxPendingReplies(100_000);
    }

    /** All of the types wait this long before they begin. */
    static UnaryOperator<SchedulerManagerBuilder> startDelay(double seconds) {
        return builder -> builder.type(SchedulerType.pvp().toBuilder()
                        .startDelay(duration(seconds))
                        .build())
                .type(SchedulerType.pvai().toBuilder()
                        .startDelay(duration(seconds))
                        .build());
    }

    static List<EventDraft> events(double... seconds) {
        List<EventDraft> events = new ArrayList<>();
        for (double at : seconds) {
            events.add(event(at));
        }
        return events;
    }

    static EventDraft event(double seconds) {
        return EventDraft.of(duration(seconds), "point", Payload.of("{}"));
    }

    static EventDraft marked(double seconds, String mark) {
        return new EventDraft(duration(seconds).toNanos(), "point", mark, Payload.of("{}"));
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos(BigDecimal.valueOf(seconds).movePointRight(9).longValueExact());
    }

    /** Appends to a growing match. */
    void append(double... seconds) {
        requireNonNull(writer, "the match is not growing").append(events(seconds));
    }

    /** Writes the end mark of a growing match. */
    void end() {
        requireNonNull(writer, "the match is not growing").end();
    }

    /** Moves the clock on to so many seconds after its beginning. */
    void at(double seconds) {
        clock.advance(duration(seconds).minus(clock.elapsed()));
    }

    /** Moves the clock on by nanoseconds. */
    void nanos(long nanos) {
        clock.advance(Duration.ofNanos(nanos));
    }

    /** A viewer that is connected and has started nothing. */
    Viewer connect(String user) {
        FakeClient client = FakeClient.connect(new StampingClients(), User.named(user));
        Viewer viewer = new Viewer(user, client, requireNonNull(stamps.get(client.id())));
        viewer.news();
        return viewer;
    }

    /** A viewer that has joined, with what it was told so far already read. */
    Viewer join(String user, String mode, @Nullable Object... options) {
        Viewer viewer = connect(user);
        viewer.start(mode, options);
        viewer.news();
        return viewer;
    }

    /** A player who shares the match with another. */
    Viewer player(String user, @Nullable Object... options) {
        return join(user, "pvp", options);
    }

    Viewer spectator(String user) {
        return join(user, "spectator");
    }

    /** The only playback. */
    Scheduler scheduler() {
        return manager.schedulers().iterator().next();
    }

    /** Runs something in the middle of the clock's work: all commands that it sends arrive before any is answered. */
    void inOneTurn(Runnable commands) {
        Stepped once = once(commands, 0);
        clock.attach(once);
        clock.wake();
        clock.detach(once);
    }

    /** The same, in the first moment that the engine sees after the clock has moved on at once to so many seconds. */
    void inOneTurnAfter(double seconds, Runnable commands) {
        Duration at = duration(seconds);
        // So that nothing is left to do before.
        clock.advance(at.minus(clock.elapsed()).minusNanos(1));
        Stepped once = once(commands, at.toNanos());
        clock.attach(once);
        clock.jump(Duration.ofNanos(1));
        clock.detach(once);
    }

    private Stepped once(Runnable commands, long notBefore) {
        return new Stepped() {
            private boolean done;

            @Override
            public int step() {
                if (done || clock.elapsed().toNanos() < notBefore) {
                    return 0;
                }
                done = true;
                commands.run();
                return 1;
            }

            @Override
            public long nanosToNext() {
                return NEVER;
            }
        };
    }

    /** Passes connections on, and notes when each frame arrives. */
    private final class StampingClients implements ClientManager {
        @Override
        public SessionHandler connect(ClientSession session, User user) {
            List<Long> arrivals = new ArrayList<>();
            stamps.put(session.id(), arrivals);
            return manager.clients().connect(new Stamping(session, arrivals), user);
        }

        @Override
        public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
            throw new UnsupportedOperationException("the users of this stage are known");
        }

        @Override
        public int connections() {
            return manager.clients().connections();
        }

        @Override
        public ControlProtocol protocol() {
            return manager.clients().protocol();
        }

        @Override
        public Limits limits() {
            return manager.clients().limits();
        }
    }

    private final class Stamping implements ClientSession {
        private final ClientSession session;
        private final List<Long> arrivals;

        Stamping(ClientSession session, List<Long> arrivals) {
            this.session = session;
            this.arrivals = arrivals;
        }

        @Override
        public String id() {
            return session.id();
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            arrivals.add(clock.elapsed().toNanos());
            session.send(message, callback);
        }

        @Override
        public void ping() {
            session.ping();
        }

        @Override
        public void close(CloseCode code) {
            session.close(code);
        }

        @Override
        public boolean isOpen() {
            return session.isOpen();
        }
    }
}
