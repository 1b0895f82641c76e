package dev.rallycast.storage.redis;

import dev.rallycast.testkit.SharedPlaybacksContract;
import dev.rallycast.testkit.SharedPlaybacksHarness;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedInstalledRedisContractTest extends SharedPlaybacksContract {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.installed();

    @Override
    protected SharedPlaybacksHarness harness() {
        return new SharedHarness(REDIS.topology());
    }
}
