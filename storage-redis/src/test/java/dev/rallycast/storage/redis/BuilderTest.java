package dev.rallycast.storage.redis;

import static dev.rallycast.storage.redis.Samples.GAME;
import static dev.rallycast.storage.redis.Samples.assertWhole;
import static dev.rallycast.storage.redis.Samples.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.ReadFrom;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.masterreplica.MasterReplica;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuilderTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @RegisterExtension
    static final RedisExtension WATCHED = RedisExtension.watched();

    private final String prefix = RedisExtension.freshPrefix();

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "{a}", "a*", "é", "a\n", "x/y"})
    void aPrefixThatMeansSomethingInAKeyOrAPatternIsRefused(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REDIS.topology().storage().prefix(wrong))
                .withMessageContaining(wrong);
    }

    @Test
    void timesOutOfRangeAreRefused() {
        RedisGameStorage.Builder builder = REDIS.topology().storage();
        Duration second = Duration.ofSeconds(1);

        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lookEvery(Duration.ofNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeouts(second, Duration.ofMillis(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeouts(Duration.ofDays(1), Duration.ofDays(1)));
    }

    @Test
    void onlyWhatTheStorageOpenedIsClosedAndOnlyWhenNothingOfItIsOpen() {
        try (Topology.Single own = new Topology.Single(RedisProcess.embedded())) {
            long before = connections(own);
            RedisGameStorage storage = own.storage()
                    .durability(Durability.replicated(1, Duration.ofMillis(10)))
                    .build();
            RecordingWriter writer = storage.create(GAME);
            Recording recording = storage.open("m1");
            assertThat(connections(own)).as("to read, to write, to hear").isEqualTo(before + 3);
            storage.close();
            recording.close();
            assertThat(connections(own)).isEqualTo(before + 3);
            writer.close();

            Topology.until("connections are closed", () -> connections(own) == before);
            assertThat(own.commands().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void aConnectionThatIsTheUsersStaysOpen() {
        try (var connection = MasterReplica.connect(
                ((Topology.Watched) WATCHED.topology()).client(),
                ByteArrayCodec.INSTANCE,
                ((Topology.Watched) WATCHED.topology()).uri())) {
            try (RedisGameStorage storage = RedisGameStorage.builder(connection)
                    .prefix(prefix)
                    .durability(Durability.replicated(1, Duration.ofSeconds(10)))
                    .build()) {
                try (RecordingWriter writer = storage.create(GAME)) {
                    writer.append(event(0));
                }
                assertWhole(storage, "m1", 1);
            }
            assertThat(connection.isOpen()).isTrue();
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        }
    }

    @Test
    void aConnectionThatReadsFromReplicasIsRefused() {
        try (var connection = MasterReplica.connect(
                ((Topology.Watched) WATCHED.topology()).client(),
                ByteArrayCodec.INSTANCE,
                ((Topology.Watched) WATCHED.topology()).uri())) {
            connection.setReadFrom(ReadFrom.REPLICA_PREFERRED);

            assertThatIllegalArgumentException().isThrownBy(() -> RedisGameStorage.builder(connection));
        }
    }

    @Test
    void aServerThatCanNotBeReachedIsAClearError() {
        RedisProcess server = RedisProcess.start(RedisProcess.embedded());
        server.close();
        try (RedisClient client = RedisClient.create(Topology.uri(server))) {
            assertThatThrownBy(() -> RedisGameStorage.builder(client).build())
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void aPasswordIsInNoError() {
        try (RedisProcess server = RedisProcess.start(RedisProcess.embedded(), "requirepass right-secret")) {
            RedisURI uri = Topology.uri(server);
            uri.setCredentialsProvider(new StaticCredentialsProvider(null, "wrong-secret".toCharArray()));
            try (RedisClient client = RedisClient.create(uri)) {
                assertThatThrownBy(() -> RedisGameStorage.builder(client).build())
                        .isInstanceOf(StorageUnavailableException.class)
                        .satisfies(failure -> {
                            StringWriter all = new StringWriter();
                            failure.printStackTrace(new PrintWriter(all));
                            assertThat(all.toString()).doesNotContain("wrong-secret");
                        });
            }
        }
    }

    private static long connections(Topology redis) {
        return redis.commands().clientList().lines().count();
    }
}
