package dev.rallycast.storage.redis;

import dev.rallycast.testkit.SharedPlaybacksContract;
import dev.rallycast.testkit.SharedPlaybacksHarness;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedRedis6ContractTest extends SharedPlaybacksContract {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.single();

    @Override
    protected SharedPlaybacksHarness harness() {
        return new SharedHarness(REDIS.topology());
    }
}
