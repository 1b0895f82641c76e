package dev.rallycast.storage.redis;

import dev.rallycast.testkit.SharedPlaybacksContract;
import dev.rallycast.testkit.SharedPlaybacksHarness;
import org.junit.jupiter.api.extension.RegisterExtension;

class SharedClusterContractTest extends SharedPlaybacksContract {
    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.cluster();

    @Override
    protected SharedPlaybacksHarness harness() {
        return new SharedHarness(REDIS.topology());
    }
}
