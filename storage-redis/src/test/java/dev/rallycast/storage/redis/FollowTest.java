package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.event;
import static dev.rallycast.storage.redis.Samples.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.Recording.Extent;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.KillArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One storage reads what another one writes. */
class FollowTest {
    @RegisterExtension
    static final RedisExtension CLUSTER = RedisExtension.cluster();

    private static final Topology.Single REDIS = new Topology.Single(RedisProcess.embedded());

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final String prefix = RedisExtension.freshPrefix();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Test
    void growthIsHeardAtOnce() throws Exception {
        grow(REDIS.storage(), REDIS.storage().lookEvery(NEVER));
    }

    @Test
    void growthIsHeardInACluster() throws Exception {
        grow(CLUSTER.topology().storage(), CLUSTER.topology().storage().lookEvery(NEVER));
    }

    @Test
    void growthIsSeenByLookingWhereNothingCanBeHeard() throws Exception {
        try (var connection = REDIS.client().connect(ByteArrayCodec.INSTANCE)) {
            grow(REDIS.storage(), RedisGameStorage.builder(connection).lookEvery(OFTEN));
        }
    }

    @Test
    void growthIsSeenWhenTheConnectionThatHearsItIsCutAllTheTime() throws Exception {
        try (RedisGameStorage writing = REDIS.storage().prefix(prefix).build();
                RedisGameStorage reading =
                        REDIS.storage().prefix(prefix).lookEvery(OFTEN).build();
                RecordingWriter writer = writing.create(GAME);
                Recording recording = reading.open("m1")) {
            for (int i = 0; i < 20; i++) {
                REDIS.commands().clientKill(KillArgs.Builder.typePubsub());
                writer.append(event(i));
                long size = i + 1L;
                Topology.until("growth", () -> recording.extent().size() == size);
            }
        }
    }

    @Test
    void growthIsHeardAgainWhenTheConnectionIsBack() {
        try (RedisGameStorage writing = REDIS.storage().prefix(prefix).build();
                RedisGameStorage reading =
                        REDIS.storage().prefix(prefix).lookEvery(NEVER).build();
                RecordingWriter writer = writing.create(GAME);
                Recording recording = reading.open("m1")) {
            byte[] channel = Keys.bytes(Keys.of(prefix, "m1").channel());
            // One for each storage; a subscription that is lost on its way is made up for by the next look only.
            Topology.until(
                    "both hear",
                    () -> REDIS.commands().pubsubNumsub(channel).values().stream()
                            .allMatch(count -> count == 2));
            REDIS.commands().clientKill(KillArgs.Builder.typePubsub());
            // Heard at the latest when it subscribes anew.
            writer.append(event(0));
            Topology.until("growth", () -> recording.extent().size() == 1);
            writer.append(event(1));
            Topology.until("growth", () -> recording.extent().size() == 2);
        }
    }

    @Test
    void growthIsSeenAndTheLockIsKeptThoughCommandsAreRejectedForAWhile() {
        AtomicInteger rejected = new AtomicInteger();
        Link link = new BreakingLink(SingleLink.of(REDIS.client(), false), () -> 0, rejected);
        try (RedisGameStorage writing = REDIS.storage().prefix(prefix).build();
                RedisGameStorage reading = RedisGameStorage.builder(link)
                        .prefix(prefix)
                        .lookEvery(OFTEN)
                        .lease(Duration.ofMillis(300))
                        .build();
                RecordingWriter writer = writing.create(GAME);
                RecordingWriter idle = reading.create(Samples.game("idle"));
                Recording recording = reading.open("m1")) {
            byte[] lock = Keys.bytes(Keys.of(prefix, "idle").lock());
            rejected.set(10);
            Topology.until("commands were rejected", () -> rejected.get() == 0);
            writer.append(event(0));
            Topology.until("growth", () -> recording.extent().size() == 1);
            // Whatever was in the way of renewals, they go on.
            REDIS.commands().del(lock);
            Topology.until("a lock", () -> REDIS.commands().exists(lock) == 1);
            assertThat(idle.append(event(0))).isZero();
        }
    }

    @Test
    void oneConnectionHearsOfAllRecordingsAndNothingIsHeardOfThoseThatAreClosed() {
        try (RedisGameStorage storage = REDIS.storage().prefix(prefix).build()) {
            for (int i = 0; i < 10; i++) {
                storage.create(Samples.game("g" + i)).close();
            }
            long before = subscribers();
            Recording first = storage.open("g0");
            Recording same = storage.open("g0");
            Recording other = storage.open("g1");
            Topology.until("channels", () -> channels() == 2);
            assertThat(subscribers()).isLessThanOrEqualTo(before + 1);
            first.close();
            other.close();
            Topology.until("one channel", () -> channels() == 1);
            same.close();
            Topology.until("no channel", () -> channels() == 0);
        }
    }

    @Test
    void aRecordingThatIsDeletedWhileItIsOpenCanNotBeReadAndIsNotMixedUpWithTheNextOne() {
        try (RedisGameStorage writing = REDIS.storage().prefix(prefix).build();
                RedisGameStorage reading =
                        REDIS.storage().prefix(prefix).lookEvery(OFTEN).build()) {
            try (RecordingWriter writer = writing.create(GAME)) {
                writer.append(events(0, 5));
            }
            try (Recording recording = reading.open("m1")) {
                writing.delete("m1");
                try (RecordingWriter writer = writing.create(GAME)) {
                    writer.append(new EventDraft(0, "other", null, Payload.of("1")));
                }

                assertThatThrownBy(() -> recording.read(0, 5))
                        .isInstanceOf(CorruptRecordingException.class)
                        .hasMessageContaining("game \"m1\"")
                        .hasMessageContaining("was deleted");
                assertThatThrownBy(() -> recording.indexAt(1)).isInstanceOf(CorruptRecordingException.class);
                assertThat(recording.extent().size()).isEqualTo(5);
                try (Recording next = reading.open("m1")) {
                    assertThat(next.read(0, 5)).extracting(GameEvent::kind).containsExactly("other");
                }
            }
        }
    }

    private void grow(RedisGameStorage.Builder one, RedisGameStorage.Builder other) throws Exception {
        try (RedisGameStorage writing = one.prefix(prefix).build();
                RedisGameStorage reading = other.prefix(prefix).build();
                RecordingWriter writer = writing.create(GAME);
                Recording recording = reading.open("m1")) {
            BlockingQueue<Extent> heard = new LinkedBlockingQueue<>();
            recording.onGrowth(() -> heard.add(recording.extent()));
            for (int i = 0; i < 20; i++) {
                writer.append(event(i));
                assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Extent(i + 1, false));
                assertThat(recording.read(i, 5)).hasSize(1);
            }
            writer.end();
            assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(new Extent(20, true));
        }
    }

    private long channels() {
        return REDIS.commands().pubsubChannels(Keys.bytes(prefix + ":*")).size();
    }

    private static long subscribers() {
        return REDIS.commands()
                .clientList()
                .lines()
                .filter(line -> !line.contains(" sub=0 "))
                .count();
    }
}
