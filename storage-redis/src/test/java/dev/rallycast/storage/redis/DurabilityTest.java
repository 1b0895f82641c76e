package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.assertWhole;
import static dev.rallycast.storage.redis.Samples.event;
import static dev.rallycast.storage.redis.Samples.events;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.servers.RedisProcess;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DurabilityTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @RegisterExtension
    static final RedisExtension CLUSTER = RedisExtension.cluster();

    private static final Duration SHORT = Duration.ofMillis(20);

    private final String prefix = RedisExtension.freshPrefix();

    @Test
    void anAppendThatTooFewReplicasConfirmSaysWhatIsKnown() {
        try (RedisGameStorage storage = REDIS.topology()
                .storage()
                .prefix(prefix)
                .durability(Durability.replicated(1, SHORT))
                .build()) {
            try (RecordingWriter writer = storage.create(GAME)) {
                assertThatThrownBy(() -> writer.append(events(0, 3)))
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("game \"m1\": events 0 to 2 of " + prefix + ":{m1}:events:")
                        .hasMessageContaining("written by the master, but 0 of 1 replicas confirmed it within PT0.02S");
                assertThatThrownBy(() -> writer.append(event(3)))
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("open another writer");
            }
            assertWhole(storage, "m1", 3);
            assertThat(storage.durability()).hasToString("confirmed by 1 replica within PT0.02S");
        }
    }

    @Test
    void anEndMarkThatTooFewReplicasConfirmSaysWhatIsKnown() {
        try (RedisGameStorage storage = REDIS.topology()
                        .storage()
                        .prefix(prefix)
                        .durability(Durability.replicated(2, SHORT))
                        .build();
                RecordingWriter writer = storage.create(GAME)) {
            assertThatThrownBy(writer::end)
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("the end mark")
                    .hasMessageContaining("0 of 2 replicas");
        }
    }

    @Test
    void inAClusterTheMasterOfTheRecordingIsAsked() {
        // Every master has one replica, so with two asked for, one confirms.
        try (RedisGameStorage one = cluster(1);
                RedisGameStorage two = cluster(2)) {
            for (int i = 0; i < 12; i++) {
                try (RecordingWriter writer = one.create(Samples.game("g" + i))) {
                    writer.append(events(0, 10));
                }
            }
            try (RecordingWriter writer = two.append("g0")) {
                assertThatThrownBy(() -> writer.append(event(10)))
                        .isInstanceOf(StorageUnavailableException.class)
                        .hasMessageContaining("1 of 2 replicas");
            }
        }
    }

    private RedisGameStorage cluster(int replicas) {
        return CLUSTER.topology()
                .storage()
                .prefix(prefix)
                // Time enough for the one replica to confirm, also on a slow machine.
                .durability(Durability.replicated(replicas, Duration.ofSeconds(replicas == 1 ? 10 : 5)))
                .build();
    }

    @Test
    void withSentinelsNothingThatAReplicaConfirmedIsLostWhenTheMasterIsKilled() {
        try (Topology redis = new Topology.Watched(RedisProcess.embedded(), 2)) {
            killTheMaster(redis, 2);
        }
    }

    @Test
    void inAClusterNothingThatAReplicaConfirmedIsLostWhenAMasterIsKilled() {
        try (Topology redis = new Topology.Cluster(RedisProcess.embedded())) {
            killTheMaster(redis, 1);
        }
    }

    /** Appends all the while, and checks that the writer goes on by itself and that all it was told is true. */
    private void killTheMaster(Topology redis, int replicas) {
        RedisProcess master = redis.masterOf(prefix, "m1");
        long acknowledged = 0;
        try (RedisGameStorage storage = redis.storage()
                .prefix(prefix)
                .durability(Durability.replicated(replicas, Duration.ofSeconds(1)))
                .timeouts(Duration.ofSeconds(1), Duration.ofSeconds(25))
                .build()) {
            try (RecordingWriter writer = storage.create(GAME);
                    Recording recording = storage.open("m1")) {
                while (acknowledged < 300) {
                    writer.append(events((int) acknowledged, (int) acknowledged + 3));
                    acknowledged += 3;
                }
                Thread killer = new Thread(master::kill);
                killer.start();
                try {
                    while (acknowledged < 800) {
                        writer.append(events((int) acknowledged, (int) acknowledged + 1));
                        acknowledged++;
                    }
                } catch (StorageUnavailableException e) {
                    // One replica is left, or none, where the new master is asked for as many as before.
                    assertThat(e)
                            .hasMessageContaining("replicas confirmed")
                            .hasMessageContaining(": written by the master");
                }
                // What was refused may be there all the same.
                assertThat(recording.extent().size()).isBetween(acknowledged, acknowledged + 1);
            }
            assertThat(master.isAlive()).isFalse();
            try (RecordingWriter next = storage.append("m1")) {
                assertThat(next.append(List.of())).isGreaterThanOrEqualTo(acknowledged);
            }
            try (Recording recording = storage.open("m1")) {
                assertWhole(storage, "m1", recording.extent().size());
            }
        }
    }

    @Test
    void levelsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.replicated(0, SHORT));
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.replicated(1_001, SHORT));
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.replicated(1, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> Durability.replicated(1, Duration.ofHours(2)));
        assertThat(Durability.acknowledged()).hasToString("acknowledged by the master");
    }
}
