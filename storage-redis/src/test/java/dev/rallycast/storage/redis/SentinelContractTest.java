package dev.rallycast.storage.redis;

import dev.rallycast.testkit.GameStorageContract;
import dev.rallycast.testkit.StorageHarness;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;

class SentinelContractTest extends GameStorageContract {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.watched();

    @Override
    protected StorageHarness harness() {
        return new RedisHarness(
                REDIS.topology(), builder -> builder.durability(Durability.replicated(1, Duration.ofSeconds(5))));
    }
}
