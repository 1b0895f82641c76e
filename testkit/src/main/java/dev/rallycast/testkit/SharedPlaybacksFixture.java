package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Pacing;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.PlaybackState.Mode;
import dev.rallycast.model.Position;
import dev.rallycast.model.Speed;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.spi.SharedPlaybacks.Shared;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Two nodes that share playbacks, and what the tests say to them. */
abstract class SharedPlaybacksFixture {
    static final Duration LEASE = Duration.ofSeconds(30);
    static final Duration SHORT = Duration.ofMillis(300);
    static final Duration IDLE = Duration.ofSeconds(60);
    private static final int LOOKS = 6_000;
    static final SchedulerKey KEY = new SchedulerKey("spectator", "m1", "");
    static final Instant START = Instant.parse("2026-11-22T12:00:00.123456789Z");

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    SharedPlaybacksHarness harness;

    @SuppressWarnings("NullAway.Init")
    SharedPlaybacks a;

    @SuppressWarnings("NullAway.Init")
    SharedPlaybacks b;

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

    /** Who has just subscribed may not hear yet, which costs nothing but time: there is a look, too. */
    final void untilBellsAreHeard(Queue<SchedulerKey> rung) throws Exception {
        SchedulerKey key = new SchedulerKey("t", "heard", "");
        get(a.open(key, state("heard", 0), IDLE));
        AtomicLong revision = new AtomicLong();
        until("a bell is heard", () -> {
            long next = revision.incrementAndGet();
            get(a.change(key, next - 1, state("heard", next)));
            return rung.contains(key);
        });
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(30, SECONDS);
    }

    final void until(String what, Callable<Boolean> condition) throws Exception {
        for (int i = 0; i < LOOKS; i++) {
            if (condition.call()) {
                return;
            }
            harness.pass();
        }
        assertThat(condition.call()).as(what).isTrue();
    }

    static Shared state(String playback, long revision) {
        return state(playback, revision, "seek");
    }

    static Shared state(String playback, long revision, String cause) {
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

    static Shared shared(
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
