package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Held;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.spi.SharedPlaybacks.Seat;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes, their clock, and how a playback is opened and found. */
abstract class SharedOpeningContract extends SharedPlaybacksFixture {
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
}
