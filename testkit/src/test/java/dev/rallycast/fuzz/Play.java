package dev.rallycast.fuzz;

import static java.util.Objects.requireNonNull;

import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerManager;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.Statistics;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.Target;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Limits;
import dev.rallycast.sessions.CountingTrack;
import dev.rallycast.sessions.RangeTrack;
import dev.rallycast.spi.LagPolicy;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.Track;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.Conformance;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.Stepped;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a fuzzer's bytes say is done to one manager: four clients connect, ask for things and go, time passes, recordings
 * grow. Then everything is brought to an end and it is looked at what is left.
 *
 * <p>The first byte chooses limits, every other step is a letter and its arguments. What letters and arguments mean is in
 * {@link #step}; a step that makes no sense at its place does nothing.
 */
final class Play {
    private static final int MAX_STEPS = 60;
    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    private static final String GROWING = "growing";
    private static final String[] GAMES = {"short", "long", "empty", "one", GROWING, "none", ""};
    private static final String[] MODES = {"", "spectator", "pvai", "pvp", "none"};
    private static final List<User> USERS =
            List.of(User.named("ann"), User.named("bob"), User.named("eve"), User.anonymous("x"));
    private static final String[] MARKS = {"set", "game", "none"};

    /** How often the wheel of timers looks for what is far away. */
    private static final long TIMERS_PERIOD = 1L << 44;

    private static final List<Track<?>> TRACKS = List.of(
            new CountingTrack("all", Track.Delivery.LOSSLESS),
            new CountingTrack("newest", Track.Delivery.LATEST),
            new CountingTrack("some", Track.Delivery.BOUNDED),
            new CountingTrack("fresh", Track.Delivery.VOLATILE),
            new RangeTrack());

    private static final ConformingProtocol PROTOCOL = new ConformingProtocol();
    // One for all plays, so that what a play leaves behind in it adds up.
    private static final InMemoryGameStorage STORAGE = storage();
    private static final Map<String, Long> SIZES = Map.of("short", 12L, "long", 60L, "empty", 0L, "one", 1L);

    /** How many messages clients have sent in all plays. */
    private static long commands;

    private final Script script;
    private final VirtualClock clock;
    private final SchedulerManager manager;
    private final RecordingWriter writer;
    private final @Nullable Peer[] peers = new Peer[4];
    private final List<Peer> all = new ArrayList<>();
    private long growingSize;
    private long growingTime;
    private boolean growingEnded;
    private boolean inTurn;

    private Play(Script script) {
        this.script = script;
        int config = script.next();
        boolean tight = (config & 1) != 0;
        clock = new VirtualClock((config & 2) == 0 ? 0 : Long.MAX_VALUE - 20_000_000_000L, WALL);
        SchedulerManagerBuilder builder = SchedulerManager.builder(STORAGE)
                .clock(clock)
                .protocol(PROTOCOL)
                .engineLoops(1)
                .sessionLoops((config & 4) == 0 ? 1 : 2)
                .sweep(Duration.ofDays(36_500))
                .blockBytes((config & 8) == 0 ? 1_000_000 : 1)
                .lag((config & 16) == 0 ? LagPolicy.CATCH_UP : LagPolicy.CLOSE)
                .replaceConnections((config & 32) != 0)
                .limits(
                        tight
                                ? Limits.builder()
                                        .maxLagMessages(12)
                                        .maxTrackBacklog(2)
                                        .maxCatchUp(5)
                                        .maxPendingReplies(8)
                                        .maxConnectionsPerUser(2)
                                        .maxSessionsPerGame(3)
                                        .build()
                                : Limits.builder()
                                        .playerRate(1_000, 1_000)
                                        .spectatorRate(1_000, 1_000)
                                        .build());
        if ((config & 64) != 0) {
            TRACKS.forEach(builder::track);
        }
        manager = builder.build();
        writer = STORAGE.create(Game.of(GROWING, "tennis"));
        append(0);
        append(1_000);
    }

    /** Does what the bytes say; throws if something is not as it must be. */
    static SchedulerManager run(byte[] bytes) {
        Play play = new Play(new Script(bytes));
        try {
            play.play();
            play.bringToAnEnd();
        } finally {
            play.all.forEach(peer -> commands += peer.sent());
            play.manager.close();
            play.writer.close();
            STORAGE.delete(GROWING);
        }
        return play.manager;
    }

    static long commands() {
        return commands;
    }

    private static InMemoryGameStorage storage() {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(Game.builder("short", "tennis").players("Ann", "Bob").build(), events(12, 1_000));
        storage.record(Game.of("long", "tennis"), events(60, 100));
        storage.record(Game.of("empty", "tennis"));
        storage.record(Game.of("one", "tennis"), events(1, 0));
        return storage;
    }

    private static List<EventDraft> events(int count, int millis) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Two out of five come together with the one before.
            drafts.add(event(i / 5 * 5L * millis + Math.min(i % 5, 2) * (long) millis, i % 4 == 0 ? "set" : null));
        }
        return drafts;
    }

    private static EventDraft event(long millis, @Nullable String mark) {
        return new EventDraft(millis * 1_000_000, "point", mark, Payload.of("{\"at\":" + millis + "}"));
    }

    private void play() {
        for (int i = 0; i < MAX_STEPS && script.hasMore(); i++) {
            step();
        }
    }

    private void step() {
        int step = script.next();
        switch ((step >= 'a' ? step - 'a' : step) % 26) {
            // a: time passes, in squares of 2 ms, so up to 130 s
            case 0 -> advance(Duration.ofMillis(2L * square(script.next())));
            // b: the recording grows, by an event up to 25.5 s later
            case 1 -> append(100L * script.next());
            // c: a client connects as a user
            case 2 -> connect(script.below(4), USERS.get(script.below(4)));
            // d, m: a client goes, without a word
            case 3 -> leave(script.below(4), true);
            case 12 -> leave(script.below(4), false);
            // e: the recording ends
            case 4 -> end();
            // f, g: a client reads on, stops reading
            case 5 -> client(script.below(4)).client.goOnReading();
            case 6 -> client(script.below(4)).client.stopReading();
            // h: the host does something
            case 7 -> host(script.below(10));
            // i: a client does not answer pings any more
            case 8 -> client(script.below(4)).client.ignorePings();
            // j: a client sends some text
            case 9 -> client(script.below(4)).raw(script.text());
            // k: a client sends a command with some text in it
            case 10 -> corrupted();
            case 11 -> client(script.below(4)).command("live", revision());
            case 13 -> client(script.below(4)).command("ping", "");
            case 14 -> client(script.below(4)).command("speed", ",\"speed\":" + script.value() + both());
            case 15 -> client(script.below(4)).command("pause", both() + revision());
            case 16 -> client(script.below(4)).command("status", "");
            case 17 -> client(script.below(4)).command("resume", both() + revision());
            case 18 -> client(script.below(4)).command("start", game() + mode() + options());
            case 19 -> client(script.below(4)).command("step", ",\"count\":" + script.value() + revision());
            case 20 -> client(script.below(4)).command("scrub", ",\"to\":" + target() + revision());
            case 21 -> client(script.below(4)).command("stop", "");
            // w: watch somebody
            case 22 -> client(script.below(4)).command("start", game() + watch());
            // x: start where the client has been before, or claims to have been
            case 23 -> resume(client(script.below(4)));
            // y: a client sends much
            case 24 -> client(script.below(4)).raw("{\"action\":\"ping\",\"x\":\"" + "y".repeat(8_200) + "\"}");
            // z: some steps in one turn of the loops
            default -> inOneTurn(1 + script.below(8));
        }
    }

    private static int square(int value) {
        return value * value;
    }

    private Peer client(int number) {
        Peer peer = peers[number];
        return peer == null ? connect(number, USERS.get(number)) : peer;
    }

    private Peer connect(int number, User user) {
        leave(number, true);
        User who = user.anonymous() ? User.anonymous("x" + all.size()) : user;
        Peer peer = new Peer(FakeClient.connect(manager.clients(), who));
        peers[number] = peer;
        all.add(peer);
        return peer;
    }

    private void leave(int number, boolean loudly) {
        Peer peer = peers[number];
        if (peer == null) {
            return;
        }
        if (!loudly) {
            peer.vanish();
        } else if (!peer.hasVanished()) {
            peer.client.disconnect();
        }
        if (loudly) {
            peers[number] = null;
        }
    }

    private void advance(Duration time) {
        if (!inTurn) {
            clock.advance(time);
        }
    }

    private void append(long millis) {
        if (!growingEnded && growingSize < 1_000) {
            growingTime += millis;
            growingSize++;
            writer.append(List.of(event(growingTime, growingSize % 3 == 0 ? "game" : null)));
        }
    }

    private void end() {
        if (!growingEnded) {
            growingEnded = true;
            writer.end();
        }
    }

    private void host(int what) {
        List<Scheduler> playbacks =
                List.copyOf(new TreeSet<>(manager.schedulers().stream()
                                .map(Scheduler::playback)
                                .toList()))
                        .stream()
                        .flatMap(id -> manager.schedulers().stream()
                                .filter(playback -> playback.playback().equals(id)))
                        .toList();
        if (playbacks.isEmpty()) {
            return;
        }
        Scheduler playback = playbacks.get(script.next() % playbacks.size());
        switch (what) {
            case 0 -> playback.kill("host");
            case 1 -> playback.pause();
            case 2 -> playback.resume();
            case 3 -> playback.seek(new Target.ToIndex(script.next()));
            case 4 -> playback.speed(100 + 60 * script.next());
            case 5 -> playback.step(script.next() - 128);
            case 6 -> playback.live();
            case 7 -> playback.seek(new Target.By((script.next() - 128) * 1_000_000_000L));
            case 8 -> playback.status();
            default -> {
                if (script.next() == 255) {
                    manager.drain(Duration.ofSeconds(script.next()));
                }
            }
        }
    }

    private void corrupted() {
        Peer peer = client(script.below(4));
        String command = switch (script.below(5)) {
            case 0 -> "{\"action\":\"start\"" + game() + mode() + options() + "}";
            case 1 -> "{\"action\":\"scrub\",\"to\":" + target() + "}";
            case 2 -> "{\"action\":\"speed\",\"speed\":" + script.value() + "}";
            case 3 -> "{\"action\":\"step\",\"count\":" + script.value() + revision() + "}";
            default -> "{\"action\":\"pause\"" + both() + "}";
        };
        int at = script.next() % (command.length() + 1);
        int gone = Math.min(script.below(10), command.length() - at);
        peer.raw(command.substring(0, at) + script.text() + command.substring(at + gone));
    }

    private void resume(Peer peer) {
        Peer before = all.get(script.next() % all.size());
        before.check(this::sizeOf);
        Peer.Claim seen = before.seen();
        int off = script.below(10);
        Peer.Claim claim = switch (off) {
            case 1 -> new Peer.Claim(seen.epoch(), script.next() - 10);
            case 2 -> new Peer.Claim(seen.epoch() + 1, seen.index());
            default -> seen;
        };
        String playback = off == 3 ? "no-1" : before.playback();
        peer.command(
                "start",
                game() + mode() + ",\"resume\":{\"playback\":\"" + playback + "\",\"epoch\":" + claim.epoch()
                        + ",\"index\":" + claim.index() + "}",
                claim);
    }

    private String game() {
        return ",\"game_id\":\"" + GAMES[script.below(GAMES.length)] + "\"";
    }

    private String mode() {
        String mode = MODES[script.below(MODES.length)];
        return mode.isEmpty() ? "" : ",\"mode\":\"" + mode + "\"";
    }

    private String watch() {
        String player = USERS.get(script.below(4)).id();
        return ",\"watch\":{\"mode\":\"" + MODES[script.below(MODES.length)] + "\""
                + (script.below(2) == 0 ? "" : ",\"player\":\"" + player + "\"") + "}";
    }

    private String options() {
        int which = script.below(256);
        return ((which & 1) == 0 ? "" : ",\"delay\":" + script.value())
                + ((which & 2) == 0 ? "" : ",\"speed\":" + script.value())
                + ((which & 4) == 0 ? "" : ",\"from\":" + target())
                + ((which & 8) == 0 ? "" : ",\"max_gap\":" + script.value())
                + ((which & 16) == 0 ? "" : ",\"paused\":" + (script.next() % 2 == 0))
                + ((which & 32) == 0 ? "" : ",\"tracks\":[\"some\",\"fresh\",\"none\"]");
    }

    private String target() {
        return switch (script.below(6)) {
            case 0 -> "{\"index\":" + script.value() + "}";
            case 1 -> "{\"time\":" + script.value() + "}";
            case 2 -> "{\"by\":" + script.value() + "}";
            case 3 -> "{\"percent\":" + script.value() + "}";
            case 4 -> "{\"marker\":\"" + MARKS[script.below(MARKS.length)] + "\",\"offset\":" + script.value() + "}";
            default -> script.value();
        };
    }

    /** What several commands may carry besides. */
    private String both() {
        int which = script.below(4);
        return ((which & 1) == 0 ? "" : ",\"to\":" + target())
                + ((which & 2) == 0 ? "" : ",\"speed\":" + script.value());
    }

    private String revision() {
        return script.below(4) == 3 ? ",\"revision\":" + script.value() : "";
    }

    private void inOneTurn(int steps) {
        if (inTurn) {
            return;
        }
        int[] left = {steps};
        Stepped turn = new Stepped() {
            @Override
            public int step() {
                int done = left[0];
                while (left[0] > 0) {
                    left[0]--;
                    Play.this.step();
                }
                return done;
            }

            @Override
            public long nanosToNext() {
                return left[0] > 0 ? 0 : NEVER;
            }
        };
        inTurn = true;
        clock.attach(turn);
        clock.wake();
        clock.detach(turn);
        inTurn = false;
    }

    private long sizeOf(String game) {
        return game.equals(GROWING) ? growingSize : requireNonNull(SIZES.get(game), game);
    }

    private void bringToAnEnd() {
        for (Peer peer : all) {
            peer.client.goOnReading();
        }
        clock.advance(Duration.ofSeconds(1));
        boolean vanished = false;
        for (Peer peer : all) {
            peer.check(this::sizeOf);
            peer.checkAnswers();
            vanished |= peer.hasVanished();
        }
        for (Peer peer : all) {
            if (!peer.hasVanished() && peer.client.isOpen()) {
                peer.client.disconnect();
            }
        }
        require(vanished || manager.clients().connections() == 0, "connections are left");
        // Those who went without a word are found out by their pings; then playbacks are kept for five minutes.
        clock.advance(Duration.ofMinutes(7));
        require(manager.clients().connections() == 0, "connections are left after seven minutes");
        require(manager.schedulers().isEmpty(), "playbacks are left: " + manager.schedulers());
        Statistics statistics = manager.statistics();
        for (Statistics.OfType type : statistics.types()) {
            require(
                    type.queuedBytes() == 0
                            && type.playbacks().values().stream().allMatch(count -> count == 0)
                            && type.sessions().values().stream().allMatch(count -> count == 0),
                    "something is left: " + statistics);
        }
        requireNoTimers();
        List<String> violations = Conformance.takeViolations();
        require(violations.isEmpty(), "not as the document says: " + violations);
    }

    /** Nothing makes the clock stop on its way but its own period. */
    private void requireNoTimers() {
        Set<Duration> stops = new TreeSet<>();
        Stepped witness = new Stepped() {
            @Override
            public int step() {
                stops.add(clock.elapsed());
                return 0;
            }

            @Override
            public long nanosToNext() {
                return NEVER;
            }
        };
        clock.attach(witness);
        Duration from = clock.elapsed();
        Duration to = from.plusHours(2);
        clock.advance(Duration.ofHours(2));
        clock.detach(witness);
        stops.removeIf(stop -> stop.equals(from) || stop.equals(to) || stop.toNanos() % TIMERS_PERIOD == 0);
        require(stops.isEmpty(), "a timer is armed at " + stops + " behind " + from);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
