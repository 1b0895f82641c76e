package dev.rallycast.storage.redis;

import dev.rallycast.testkit.GameStorageContract;
import dev.rallycast.testkit.StorageHarness;
import org.junit.jupiter.api.extension.RegisterExtension;

class InstalledRedisContractTest extends GameStorageContract {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.installed();

    @Override
    protected StorageHarness harness() {
        return new RedisHarness(REDIS.topology());
    }
}
