package dev.rallycast.testkit;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Held;
import dev.rallycast.spi.SharedPlaybacks.Outcome;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Seat;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every {@code SharedPlaybacks} must do while its store can be reached. An adapter's test extends this class, under a name that
 * ends in {@code ContractTest}, and supplies {@link #harness()}.
 */
public abstract class SharedPlaybacksContract {
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final int LOOKS = 6_000;
    private static final SchedulerKey KEY = new SchedulerKey("spectator", "m1", "");
    private static final Instant START = Instant.parse("2026-11-22T12:00:00.123456789Z");

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    private SharedPlaybacksHarness harness;

    @SuppressWarnings("NullAway.Init")
    private SharedPlaybacks a;

    @SuppressWarnings("NullAway.Init")
    private SharedPlaybacks b;

    /** Nodes that share nothing yet; called once for each test. */
    protected abstract SharedPlaybacksHarness harness() throws Exception;

    @BeforeEach
    void makeNodes() throws Exception {
        harness = harness();
        a = harness.node("a", LEASE);
        b = harness.node("b", LEASE);
    }

    @AfterEach
    void closeNodes() throws Exception {
        harness.close();
    }

    // Nodes

    @Test
    void aNodeHasItsName() {
        assertThat(a.node()).isEqualTo("a");
        assertThat(b.node()).isEqualTo("b");
        assertThat(a.holdEvery()).isPositive().isLessThan(LEASE);
    }

    @Test
    void theClockOfNodesIsTheSameWithinItsError() throws Exception {
        Instant last = a.now();
        for (int i = 0; i < 200; i++) {
            Instant before = a.now();
            Instant there = b.now();
            Instant after = a.now();

            assertThat(before).isAfterOrEqualTo(last);
            Duration error = a.clockError().plus(b.clockError());
            assertThat(there).isBetween(before.minus(error), after.plus(error));
            last = after;
            if (i % 50 == 0) {
                harness.pass();
            }
        }
    }

    // Opening

    @Test
    void theFirstToOpenMakesThePlaybackAndTheNextJoinsIt() throws Exception {
        Shared mine = state("p1", 0);

        assertThat(get(a.open(KEY, mine, IDLE))).isEqualTo(mine);
        assertThat(get(b.open(KEY, state("p2", 0), IDLE))).isEqualTo(mine);
        assertThat(get(b.find(KEY))).isEqualTo(new Found(mine, null));
    }

    @Test
    void nothingIsKnownOfAKeyThatNobodyOpened() throws Exception {
        assertThat(get(a.find(KEY))).isEqualTo(Found.NOTHING);
        assertThat(get(a.hold(KEY, "p1", new Presence(1, 1), IDLE))).isEqualTo(new Held(Found.NOTHING, Presence.NONE));
        assertThat(get(a.takeSeat(KEY, "p1", "u", 2))).isEqualTo(Seat.GONE);
        assertThat(get(a.end(KEY, "p1", "killed", true))).isFalse();
        assertThat(get(a.find(KEY))).isEqualTo(Found.NOTHING);
    }

    @Test
    void ofManyThatOpenAtOnceOneMakesThePlayback() throws Exception {
        Set<Shared> seen = ConcurrentHashMap.newKeySet();

        Parallel.run(
                16, 64, number -> seen.add(get((number % 2 == 0 ? a : b).open(KEY, state("p" + number, 0), IDLE))));

        assertThat(seen).hasSize(1);
        assertThat(get(a.find(KEY)).shared()).isIn(seen);
    }

    static Stream<Shared> allKindsOfStates() {
        return Stream.of(
                shared(Pacing.recorded(), Mode.PLAYING, Position.START, 0, START, 1_000, "start", "u1"),
                shared(Pacing.unpaced(), Mode.PAUSED, new Position(5, 7), 999, Instant.EPOCH, Speed.MIN, "", null),
                shared(
                        new Pacing.Fixed(1),
                        Mode.LIVE,
                        new Position(Long.MAX_VALUE, Long.MAX_VALUE),
                        1,
                        Instant.MAX,
                        Speed.MAX,
                        "a \"cause\"\n\u0000 🎾",
                        ""),
                shared(
                        Pacing.cappedGaps(Duration.ofDays(1)),
                        Mode.PLAYING,
                        new Position(1, 0),
                        0,
                        Instant.parse("1969-12-31T23:59:59.000000001Z"),
                        1_001,
                        "\ud800",
                        "\udfff{x} ünï"));
    }

    @ParameterizedTest
    @MethodSource("allKindsOfStates")
    void aStateComesBackAsItWas(Shared state) throws Exception {
        assertThat(get(a.open(KEY, state, IDLE))).isEqualTo(state);
        assertThat(get(b.find(KEY)).shared()).isEqualTo(state);
        assertThat(get(b.hold(KEY, state.state().playback(), new Presence(1, 0), IDLE))
                        .now()
                        .shared())
                .isEqualTo(state);
    }

    static Stream<SchedulerKey> awkwardKeys() {
        return Stream.of(
                        "",
                        " ",
                        "a:b",
                        "{a}",
                        "}{",
                        "*",
                        "?[a]",
                        "%41",
                        "a\nb",
                        "\u0000",
                        "\r\n$1\r\n",
                        "é",
                        "日本",
                        "🎾",
                        "\ud800",
                        "\udfff",
                        "../x",
                        "'); DROP",
                        "x".repeat(10_000),
                        "🎾".repeat(128))
                .flatMap(text -> Stream.of(
                        new SchedulerKey("pvai", "m1", text),
                        new SchedulerKey("pvai", text, "m1"),
                        new SchedulerKey(text, "m1", "pvai")));
    }

    @Test
    void anAwkwardKeyIsAKeyLikeAnyOther() throws Exception {
        List<SchedulerKey> keys = Stream.concat(
                        awkwardKeys(),
                        // What a careless separator would take for one another.
                        Stream.of(
                                new SchedulerKey("t", "a", "b:c"),
                                new SchedulerKey("t", "a:b", "c"),
                                new SchedulerKey("t:a", "b", "c"),
                                new SchedulerKey("t", "a|b", "c"),
                                new SchedulerKey("t", "a", "b|c")))
                .distinct()
                .toList();
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        b.subscribe((key, news) -> rung.add(key));
        untilBellsAreHeard(rung);
        for (int i = 0; i < keys.size(); i++) {
            Shared mine = state("p" + i, 0);
            assertThat(get(a.open(keys.get(i), mine, IDLE))).isEqualTo(mine);
            assertThat(get(a.change(keys.get(i), 0, state("p" + i, 1))).accepted())
                    .isTrue();
        }

        for (int i = 0; i < keys.size(); i++) {
            assertThat(get(b.find(keys.get(i))).shared()).isEqualTo(state("p" + i, 1));
        }
        until("all bells have rung", () -> rung.containsAll(keys));
    }

    // Changing

    @Test
    void aStateIsReplacedByTheNextOnly() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Shared first = state("p1", 1);

        assertThat(get(a.change(KEY, 0, first))).isEqualTo(new Outcome(true, new Found(first, null)));
        assertThat(get(b.change(KEY, 0, state("p1", 1, "b's"))))
                .as("too late")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, 2, state("p1", 3))))
                .as("too early")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, -1, state("p1", 2))))
                .as("there is one")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.change(KEY, 1, state("p2", 2))))
                .as("another one")
                .isEqualTo(new Outcome(false, new Found(first, null)));
        assertThat(get(b.find(KEY)).shared()).isEqualTo(first);

        Shared leap = state("p1", 1_000_000_000_000L);
        assertThat(get(b.change(KEY, 1, leap))).isEqualTo(new Outcome(true, new Found(leap, null)));
    }

    @Test
    void whatWasLostIsPutBackOnceIfNothingIsThere() throws Exception {
        assertThat(get(a.change(KEY, 0, state("p1", 1)))).isEqualTo(new Outcome(false, Found.NOTHING));
        Shared back = state("p1", 7);

        assertThat(get(a.change(KEY, -1, back))).isEqualTo(new Outcome(true, new Found(back, null)));
        assertThat(get(b.change(KEY, -1, state("p1", 7, "b's")))).isEqualTo(new Outcome(false, new Found(back, null)));
    }

    @Test
    void ofManyThatChangeAtOnceEachRevisionIsMadeByOne() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Map<Long, String> made = new ConcurrentHashMap<>();

        Parallel.run(8, 8, number -> {
            SharedPlaybacks node = number % 2 == 0 ? a : b;
            int accepted = 0;
            Found now = get(node.find(KEY));
            while (accepted < 25) {
                Shared there = requireNonNull(now.shared());
                Shared next = state("p1", there.state().revision() + 1, "by " + number);
                Outcome outcome = get(node.change(KEY, there.state().revision(), next));
                if (outcome.accepted()) {
                    assertThat(made.put(next.state().revision(), next.cause())).isNull();
                    accepted++;
                }
                now = outcome.now();
            }
            return accepted;
        });

        assertThat(made).hasSize(200);
        assertThat(get(a.find(KEY)).shared()).isEqualTo(state("p1", 200, requireNonNull(made.get(200L))));
    }

    // Seats

    @Test
    void seatsAreTakenUntilThereAreNone() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));

        assertThat(get(a.takeSeat(KEY, "p1", "u1", 2))).isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p1", "u2", 2))).isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p1", "u3", 2))).isEqualTo(Seat.FULL);
        assertThat(get(b.takeSeat(KEY, "p1", "u1", 2))).as("has one").isEqualTo(Seat.TAKEN);
        assertThat(get(b.takeSeat(KEY, "p2", "u1", 2))).isEqualTo(Seat.GONE);
    }

    @Test
    void seatsOutliveChangesAndEndWithThePlayback() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        get(a.takeSeat(KEY, "p1", "u1", 1));
        get(a.change(KEY, 0, state("p1", 1)));
        get(a.hold(KEY, "p1", new Presence(1, 1), IDLE));

        assertThat(get(b.takeSeat(KEY, "p1", "u2", 1))).isEqualTo(Seat.FULL);
        assertThat(get(a.end(KEY, "p1", "killed", true))).isTrue();
        assertThat(get(b.takeSeat(KEY, "p1", "u2", 1))).isEqualTo(Seat.GONE);
        get(b.open(KEY, state("p2", 0), IDLE));
        assertThat(get(b.takeSeat(KEY, "p2", "u2", 1))).isEqualTo(Seat.TAKEN);
    }

    @Test
    void ofManyThatWantASeatAsManyGetOneAsThereAre() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        Set<Integer> seated = ConcurrentHashMap.newKeySet();

        Parallel.run(16, 64, number -> {
            Seat seat = get((number % 2 == 0 ? a : b).takeSeat(KEY, "p1", "user\n" + number, 5));
            return seat == Seat.TAKEN && seated.add(number);
        });

        assertThat(seated).hasSize(5);
    }

    // Who is there

    @Test
    void aNodeIsToldWhoIsThereOnTheOthers() throws Exception {
        SharedPlaybacks c = harness.node("c", LEASE);
        Shared state = state("p1", 0);
        get(a.open(KEY, state, IDLE));
        Found now = new Found(state, null);

        assertThat(get(a.hold(KEY, "p1", new Presence(3, 1), IDLE))).isEqualTo(new Held(now, Presence.NONE));
        assertThat(get(b.hold(KEY, "p1", new Presence(5, 2), IDLE))).isEqualTo(new Held(now, new Presence(3, 1)));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(8, 3)));
        assertThat(get(a.hold(KEY, "p1", new Presence(4, 0), IDLE))).isEqualTo(new Held(now, new Presence(5, 2)));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(9, 2)));
        assertThat(get(b.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(4, 0)));
        assertThat(get(b.hold(KEY, "p2", new Presence(1, 1), IDLE)))
                .as("of another playback")
                .isEqualTo(new Held(now, Presence.NONE));
        assertThat(get(c.hold(KEY, "p1", Presence.NONE, IDLE))).isEqualTo(new Held(now, new Presence(4, 0)));
    }

    @Test
    void aNodeThatIsHeardOfNoMoreIsNotCounted() throws Exception {
        SharedPlaybacks dying = harness.node("dying", SHORT);
        get(a.open(KEY, state("p1", 0), IDLE));
        get(dying.hold(KEY, "p1", new Presence(2, 2), IDLE));

        until(
                "nobody is there",
                () -> get(a.hold(KEY, "p1", new Presence(1, 1), IDLE))
                        .elsewhere()
                        .equals(Presence.NONE));
        assertThat(get(a.end(KEY, "p1", "killed", false)))
                .as("nobody else watches")
                .isTrue();
    }

    @Test
    void aPlaybackOfNobodyIsGoneWhenItsTimeIsOver() throws Exception {
        SharedPlaybacks node = harness.node("n", SHORT);
        get(node.open(KEY, state("p1", 0), SHORT));

        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
        assertThat(get(b.open(KEY, state("p2", 0), IDLE))).isEqualTo(state("p2", 0));
    }

    @Test
    void aPlaybackLivesAsLongAsSomebodyIsThere() throws Exception {
        SharedPlaybacks node = harness.node("n", SHORT);
        Presence here = new Presence(1, 0);
        get(node.open(KEY, state("p1", 0), SHORT));
        Instant until = node.now().plus(SHORT.multipliedBy(4));
        until("its idle time has passed several times", () -> {
            assertThat(get(node.hold(KEY, "p1", here, SHORT)).now().shared()).isNotNull();
            return node.now().isAfter(until);
        });

        get(node.hold(KEY, "p1", Presence.NONE, SHORT));
        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
    }

    @Test
    void aPlaybackWhoseLastNodeDiedIsGone() throws Exception {
        SharedPlaybacks dying = harness.node("dying", SHORT);
        get(dying.open(KEY, state("p1", 0), SHORT));
        get(dying.hold(KEY, "p1", new Presence(1, 1), SHORT));

        until("it is gone", () -> get(b.find(KEY)).equals(Found.NOTHING));
    }

    // Ending

    @Test
    void anEndedPlaybackLeavesItsReasonUntilThereIsAnother() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));

        assertThat(get(b.end(KEY, "p2", "killed", true))).as("another one").isFalse();
        assertThat(get(b.end(KEY, "p1", "because\n🎾", true))).isTrue();

        Found ended = new Found(null, "because\n🎾");
        assertThat(get(a.find(KEY))).isEqualTo(ended);
        assertThat(get(a.hold(KEY, "p1", new Presence(1, 1), IDLE))).isEqualTo(new Held(ended, Presence.NONE));
        assertThat(get(a.change(KEY, 0, state("p1", 1)))).isEqualTo(new Outcome(false, ended));
        assertThat(get(a.change(KEY, -1, state("p1", 1)))).as("not lost").isEqualTo(new Outcome(false, ended));
        assertThat(get(a.end(KEY, "p1", "again", true))).as("ended before").isFalse();
        assertThat(get(a.find(KEY))).isEqualTo(ended);

        assertThat(get(a.open(KEY, state("p3", 0), IDLE))).isEqualTo(state("p3", 0));
        assertThat(get(b.find(KEY))).isEqualTo(new Found(state("p3", 0), null));
    }

    @Test
    void whatOthersWatchIsEndedOnlyIfThatIsMeant() throws Exception {
        get(a.open(KEY, state("p1", 0), IDLE));
        get(a.hold(KEY, "p1", new Presence(1, 0), IDLE));

        assertThat(get(b.end(KEY, "p1", "idle", false))).isFalse();
        assertThat(get(b.find(KEY)).shared()).isEqualTo(state("p1", 0));
        assertThat(get(a.end(KEY, "p1", "idle", false)))
                .as("only it has sessions")
                .isTrue();

        get(a.open(KEY, state("p2", 0), IDLE));
        get(a.hold(KEY, "p2", new Presence(1, 0), IDLE));
        assertThat(get(b.end(KEY, "p2", "killed", true))).isTrue();
    }

    // The doorbell

    @Test
    void othersAreRungWhenSomethingChanges() throws Exception {
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        Queue<SchedulerKey> silent = new ConcurrentLinkedQueue<>();
        SharedPlaybacks.Doorbell gone = (key, news) -> silent.add(key);
        b.subscribe((key, news) -> rung.add(key));
        b.subscribe(gone);
        b.unsubscribe(gone);
        untilBellsAreHeard(rung);
        get(a.open(KEY, state("p1", 0), IDLE));
        rung.clear();

        get(a.change(KEY, 0, state("p1", 1)));
        until("a change rings", () -> rung.contains(KEY));
        rung.clear();
        get(a.end(KEY, "p1", "killed", true));
        until("an end rings", () -> rung.contains(KEY));
        assertThat(silent).isEmpty();
    }

    @Test
    void theNewsOfABellAreStatesThatWereAccepted() throws Exception {
        Queue<Shared> heard = new ConcurrentLinkedQueue<>();
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        b.subscribe((key, news) -> {
            if (news != null && key.equals(KEY)) {
                heard.add(news);
            }
            rung.add(key);
        });
        untilBellsAreHeard(rung);
        Shared first = shared(
                Pacing.cappedGaps(Duration.ofMillis(7)),
                Mode.PAUSED,
                new Position(5, 6),
                999,
                START,
                1_500,
                "a b:c\n",
                "u 1:\ud800\n");
        get(a.open(KEY, first, IDLE));
        List<Shared> accepted = new ArrayList<>();
        for (int revision = 1; revision <= 20; revision++) {
            Shared next = new Shared(revised(first.state(), revision), "c " + revision, revision % 2 == 0 ? null : "u");
            assertThat(get(a.change(KEY, revision - 1, next)).accepted()).isTrue();
            assertThat(get(a.change(KEY, revision - 1, next)).accepted())
                    .as("another call")
                    .isFalse();
            accepted.add(next);
        }
        rung.clear();
        get(a.end(KEY, first.state().playback(), "killed", true));
        until("the end rings", () -> rung.contains(KEY));

        assertThat(accepted).containsAll(heard);
    }

    private static PlaybackState revised(PlaybackState state, long revision) {
        return new PlaybackState(
                state.playback(),
                state.gameId(),
                state.incarnation(),
                state.pacing(),
                revision,
                state.epoch(),
                state.mode(),
                state.anchor(),
                state.anchorPicos(),
                state.anchoredAt(),
                state.speed());
    }

    @Test
    void whoeverThrowsAtTheDoorbellHarmsNobodyElse() throws Exception {
        Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
        b.subscribe((key, news) -> {
            throw new IllegalStateException("on purpose");
        });
        b.subscribe((key, news) -> rung.add(key));
        untilBellsAreHeard(rung);
        get(a.open(KEY, state("p1", 0), IDLE));

        for (int revision = 1; revision <= 2; revision++) {
            rung.clear();
            get(a.change(KEY, revision - 1, state("p1", revision)));
            until("it rings", () -> rung.contains(KEY));
        }
    }

    /** Who has just subscribed may not hear yet, which costs nothing but time: there is a look, too. */
    private void untilBellsAreHeard(Queue<SchedulerKey> rung) throws Exception {
        SchedulerKey key = new SchedulerKey("t", "heard", "");
        get(a.open(key, state("heard", 0), IDLE));
        AtomicLong revision = new AtomicLong();
        until("a bell is heard", () -> {
            long next = revision.incrementAndGet();
            get(a.change(key, next - 1, state("heard", next)));
            return rung.contains(key);
        });
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    private void until(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < LOOKS; i++) {
            if (condition.call()) {
                return;
            }
            harness.pass();
        }
        assertThat(condition.call()).as(what).isTrue();
    }

    private static Shared state(String playback, long revision) {
        return state(playback, revision, "seek");
    }

    private static Shared state(String playback, long revision, String cause) {
        return new Shared(
                new PlaybackState(
                        playback,
                        "m1",
                        "5f0c",
                        Pacing.recorded(),
                        revision,
                        revision / 2,
                        Mode.PLAYING,
                        new Position(revision, revision),
                        0,
                        START,
                        Speed.NORMAL),
                cause,
                "u1");
    }

    private static Shared shared(
            Pacing pacing,
            Mode mode,
            Position anchor,
            int picos,
            Instant at,
            int speed,
            String cause,
            @Nullable String by) {
        return new Shared(
                new PlaybackState("p \ud800\n", "m1 🎾", "\udc00", pacing, 0, 0, mode, anchor, picos, at, speed),
                cause,
                by);
    }
}
