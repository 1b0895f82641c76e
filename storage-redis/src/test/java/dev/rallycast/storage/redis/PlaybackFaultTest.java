package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.PlaybackSamples.IDLE;
import static dev.rallycast.storage.redis.PlaybackSamples.KEY;
import static dev.rallycast.storage.redis.PlaybackSamples.get;
import static dev.rallycast.storage.redis.PlaybackSamples.revision;
import static dev.rallycast.storage.redis.PlaybackSamples.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks.Found;
import dev.rallycast.spi.SharedPlaybacks.Presence;
import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.storage.redis.servers.TcpProxy;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shared while Redis, or the way to it, fails. */
class PlaybackFaultTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private final Topology.Single redis =
            new Topology.Single(RedisProcess.embedded(), "appendonly yes", "appendfsync always");

    @AfterEach
    void stop() {
        redis.close();
    }

    private RedisSharedPlaybacks node(String name) {
        return redis.shared()
                .node(name)
                .timeout(TIMEOUT)
                .lookEvery(Duration.ofMillis(50))
                .build();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT", "REJECT_COMMANDS"})
    void callsFailInTimeWhileRedisIsAwayAndWorkWhenItIsBack(ClientOptions.DisconnectedBehavior whileDisconnected)
            throws Exception {
        redis.client()
                .setOptions(ClientOptions.builder()
                        .disconnectedBehavior(whileDisconnected)
                        .build());
        try (RedisSharedPlaybacks a = node("a");
                RedisSharedPlaybacks b = node("b")) {
            Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
            b.subscribe((key, news) -> rung.add(key));
            get(a.open(KEY, state("p", 0), IDLE));
            get(a.change(KEY, 0, state("p", 1)));
            get(b.hold(KEY, "p", new Presence(1, 1), IDLE));
            Instant before = a.now();
            redis.servers().get(0).kill();

            for (int i = 0; i < 3; i++) {
                assertFails(a);
            }
            assertThat(a.now()).isAfter(before);

            redis.servers().get(0).startAgain();
            Topology.until("it is back", () -> get(a.find(KEY)).equals(new Found(state("p", 1), null)));
            rung.clear();
            Topology.until("bells ring again", () -> {
                long revision = revision(a);
                get(a.change(KEY, revision, state("p", revision + 1)));
                return rung.contains(KEY);
            });
        }
    }

    @Test
    void whatAnEmptyRedisLostCanBePutBack() throws Exception {
        try (Topology.Single forgetful = new Topology.Single(RedisProcess.embedded());
                RedisSharedPlaybacks a = forgetful.shared().timeout(TIMEOUT).build()) {
            get(a.open(KEY, state("p", 0), IDLE));
            forgetful.servers().get(0).kill();
            forgetful.servers().get(0).startAgain();

            Topology.until("it is back", () -> get(a.find(KEY)).equals(Found.NOTHING));
            assertThat(get(a.change(KEY, -1, state("p", 1))).accepted()).isTrue();
        }
    }

    @Test
    void aConnectionThatIsCutIsMadeAnew() throws Exception {
        try (RedisSharedPlaybacks a = node("a")) {
            get(a.open(KEY, state("p", 0), IDLE));
            for (int i = 0; i < 5; i++) {
                redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme());
                Topology.until("it works", () -> get(a.find(KEY)).shared() != null);
            }
        }
    }

    @Test
    void bellsRingAgainWhenTheirConnectionWasCut() throws Exception {
        try (RedisSharedPlaybacks a = node("a");
                RedisSharedPlaybacks b = node("b")) {
            Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
            b.subscribe((key, news) -> rung.add(key));
            get(a.open(KEY, state("p", 0), IDLE));
            get(b.hold(KEY, "p", new Presence(1, 1), IDLE));
            Topology.until("bells are heard", () -> {
                long revision = revision(a);
                get(a.change(KEY, revision, state("p", revision + 1)));
                return rung.contains(KEY);
            });
            rung.clear();

            assertThat(redis.commands().clientKill(KillArgs.Builder.typePubsub()))
                    .isPositive();
            Topology.until("what may have been missed is looked at", () -> rung.contains(KEY));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SWALLOW", "HALF_OPEN"})
    void aSilentConnectionIsReplaced(TcpProxy.Mode silence) throws Exception {
        try (TcpProxy proxy = TcpProxy.to(redis.servers().get(0).port());
                RedisClient through = client(proxy)) {
            RedisSharedPlaybacks.Builder builder = RedisSharedPlaybacks.builder(
                            () -> SingleLink.of(redis.client()), through)
                    .node("b")
                    .timeout(TIMEOUT)
                    .lookEvery(Duration.ofMillis(50));
            try (RedisSharedPlaybacks a = node("a");
                    RedisSharedPlaybacks b = builder.build()) {
                Queue<SchedulerKey> rung = new ConcurrentLinkedQueue<>();
                b.subscribe((key, news) -> rung.add(key));
                get(a.open(KEY, state("p", 0), IDLE));
                get(b.hold(KEY, "p", new Presence(1, 1), IDLE));
                Topology.until("it rings", () -> {
                    long revision = revision(a);
                    get(a.change(KEY, revision, state("p", revision + 1)));
                    return rung.contains(KEY);
                });

                proxy.mode(silence);
                rung.clear();
                long before = revision(a);
                get(a.change(KEY, before, state("p", before + 1)));
                Topology.until("what was missed is looked at", () -> rung.contains(KEY));
                rung.clear();
                get(a.change(KEY, before + 1, state("p", before + 2)));
                Topology.until("it rings again", () -> rung.contains(KEY));
            }
        }
    }

    @Test
    void aSilentServerIsNotWaitedForTooLong() throws Exception {
        try (TcpProxy proxy = TcpProxy.to(redis.servers().get(0).port());
                RedisClient through = client(proxy);
                RedisSharedPlaybacks a =
                        RedisSharedPlaybacks.builder(through).timeout(TIMEOUT).build()) {
            get(a.open(KEY, state("p", 0), IDLE));
            proxy.mode(TcpProxy.Mode.HALF_OPEN);
            assertFails(a);

            proxy.cut(false);
            Topology.until("it works again", () -> get(a.find(KEY)).shared() != null);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 30})
    void theClockIsRightHoweverLongTheWayIs(long delayMillis) throws Exception {
        try (TcpProxy proxy = TcpProxy.to(redis.servers().get(0).port());
                RedisClient through = client(proxy)) {
            proxy.delay(delayMillis);
            try (RedisSharedPlaybacks far =
                            RedisSharedPlaybacks.builder(through).build();
                    RedisSharedPlaybacks near = node("near")) {
                for (int i = 0; i < 100; i++) {
                    Instant before = near.now();
                    Instant there = far.now();
                    Duration error = far.clockError().plus(near.clockError());

                    assertThat(there).isBetween(before.minus(error), near.now().plus(error));
                }
                assertThat(far.clockError()).isGreaterThanOrEqualTo(Duration.ofMillis(delayMillis));
            }
        }
    }

    @Test
    void nothingWorksAfterClosingAndNothingHangs() throws Exception {
        RedisSharedPlaybacks a = node("a");
        long connections = redis.commands().clientList().lines().count();
        assertThat(connections).isGreaterThanOrEqualTo(3);
        a.close();
        a.close();

        assertThatThrownBy(() -> get(a.find(KEY)))
                .hasCauseInstanceOf(StorageUnavailableException.class)
                .hasMessageContaining("closed");
        Topology.until(
                "connections are closed",
                () -> redis.commands().clientList().lines().count() == connections - 2);
    }

    private static void assertFails(RedisSharedPlaybacks node) {
        // Far below what a call without a timeout would take.
        assertThatThrownBy(() -> {
                    try {
                        node.find(KEY).toCompletableFuture().get(20 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (TimeoutException e) {
                        throw new AssertionError("the call hangs", e);
                    }
                })
                .hasCauseInstanceOf(StorageUnavailableException.class);
    }

    private static RedisClient client(TcpProxy proxy) {
        RedisClient client = RedisClient.create(RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(proxy.port())
                .withTimeout(Duration.ofSeconds(10))
                .build());
        client.setOptions(Topology.options());
        return client;
    }
}
