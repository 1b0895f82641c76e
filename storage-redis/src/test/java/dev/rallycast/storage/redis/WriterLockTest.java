package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.assertWhole;
import static dev.rallycast.storage.redis.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.RecordingWriter;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WriterLockTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    private static final Duration LEASE = Duration.ofMillis(150);

    private final String prefix = RedisExtension.freshPrefix();

    @Test
    void anotherStorageIsRefusedWhileAWriterIsOpen() {
        try (RedisGameStorage one = storage().build();
                RedisGameStorage other = storage().build()) {
            RecordingWriter writer = one.create(GAME);
            writer.append(event(0));

            assertThatThrownBy(() -> other.append("m1"))
                    .isInstanceOf(RecordingLockedException.class)
                    .hasMessageContaining(prefix + ":{m1}:writer");
            assertThatThrownBy(() -> other.delete("m1")).isInstanceOf(RecordingLockedException.class);
            writer.close();
            try (RecordingWriter next = other.append("m1")) {
                assertThat(next.append(event(1))).isOne();
            }
            assertWhole(one, "m1", 2);
        }
    }

    @Test
    void aWriterThatIsIdleKeepsItsLock() {
        try (RedisGameStorage one = storage().lease(LEASE).build();
                RedisGameStorage other = storage().build();
                RecordingWriter writer = one.create(GAME)) {
            byte[] lock = Keys.bytes(Keys.of(prefix, "m1").lock());
            for (int i = 0; i < 5; i++) {
                long[] before = {Long.MAX_VALUE};
                // Its time grows again.
                Topology.until("the lock is renewed", () -> {
                    long left = REDIS.topology().commands().pttl(lock);
                    boolean renewed = left > before[0];
                    before[0] = left;
                    return renewed;
                });
            }

            assertThatThrownBy(() -> other.append("m1")).isInstanceOf(RecordingLockedException.class);
            writer.append(event(0));
        }
    }

    @Test
    void aWriterThatDidNotRenewItsLockIsFollowedByAnotherAndRefusedFromThenOn() {
        ScheduledExecutorService never = Executors.newSingleThreadScheduledExecutor();
        try (RedisGameStorage one = storage().lease(LEASE).executor(never).build();
                RedisGameStorage other = storage().build()) {
            RecordingWriter old = one.create(GAME);
            never.shutdownNow();
            old.append(event(0));
            RecordingWriter[] next = new RecordingWriter[1];
            Topology.until("the lock is over", () -> {
                next[0] = other.append("m1");
                return true;
            });
            next[0].append(event(1));

            assertThatThrownBy(() -> old.append(event(1)))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("another writer took over");
            assertThatThrownBy(old::end).isInstanceOf(StorageUnavailableException.class);
            old.close();
            assertThat(next[0].append(event(2)))
                    .as("closing the old one frees nothing")
                    .isEqualTo(2);
            assertThatThrownBy(() -> one.append("m1")).isInstanceOf(RecordingLockedException.class);
            next[0].close();
            assertWhole(one, "m1", 3);
        }
    }

    @Test
    void aWriterWhoseLockIsOverGoesOnIfNobodyTookItsPlace() {
        try (RedisGameStorage one = storage().build();
                RecordingWriter writer = one.create(GAME)) {
            writer.append(event(0));
            REDIS.topology().commands().del(Keys.bytes(Keys.of(prefix, "m1").lock()));

            assertThat(writer.append(event(1))).isOne();
            assertThatThrownBy(() -> one.append("m1")).isInstanceOf(RecordingLockedException.class);
        }
    }

    @Test
    void aWriterWhoseRecordingIsGoneIsTold() {
        try (RedisGameStorage one = storage().build();
                RecordingWriter writer = one.create(GAME)) {
            writer.append(event(0));
            REDIS.topology().commands().del(Keys.bytes(Keys.of(prefix, "m1").meta()));

            assertThatThrownBy(() -> writer.append(event(1)))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("the recording was deleted, or Redis lost it");
        }
    }

    @Test
    void aWriterWhoseEventsRedisLostIsTold() {
        try (RedisGameStorage one = storage().build();
                RecordingWriter writer = one.create(GAME)) {
            writer.append(Samples.events(0, 5));
            // As a failover to a replica that was behind.
            REDIS.topology()
                    .commands()
                    .hset(Keys.bytes(Keys.of(prefix, "m1").meta()), Keys.bytes("events"), Keys.bytes("3"));

            assertThatThrownBy(() -> writer.append(event(5)))
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("Redis has 3 events where 5 were acknowledged");
        }
    }

    private RedisGameStorage.Builder storage() {
        return REDIS.topology().storage().prefix(prefix);
    }
}
