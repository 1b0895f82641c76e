package dev.rallycast.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.RedisClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybackBuilderTest {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:b", "{a}", "é", "a\n"})
    void aNameThatMeansSomethingInAChannelOrAMessageIsRefused(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> REDIS.topology().shared().node(wrong))
                .withMessageContaining(wrong);
    }

    @Test
    void timesOutOfRangeAreRefused() {
        RedisSharedPlaybacks.Builder builder = REDIS.topology().shared();

        assertThatIllegalArgumentException().isThrownBy(() -> builder.lease(Duration.ofMillis(99)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.lookEvery(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeout(Duration.ofDays(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.prefix("{x}"));
    }

    @Test
    void nodesHaveNamesOfTheirOwn() {
        try (RedisSharedPlaybacks a = REDIS.topology().shared().build();
                RedisSharedPlaybacks b = REDIS.topology().shared().build()) {
            assertThat(a.node()).isNotEqualTo(b.node());
            assertThat(a.holdEvery()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
        }
    }

    @Test
    void aServerThatCanNotBeReachedIsAClearError() {
        RedisProcess server = RedisProcess.start(RedisProcess.embedded());
        server.close();
        try (RedisClient client = RedisClient.create(Topology.uri(server))) {
            assertThatThrownBy(() -> RedisSharedPlaybacks.builder(client).build())
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("127.0.0.1");
        }
    }
}
