package dev.rallycast.storage.redis;

import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.testkit.SharedPlaybacksHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes under a prefix of their own, each with its own connections. */
final class SharedHarness implements SharedPlaybacksHarness {
    private final Topology topology;
    private final String prefix = RedisExtension.freshPrefix();
    private final List<RedisSharedPlaybacks> nodes = new ArrayList<>();

    SharedHarness(Topology topology) {
        this.topology = topology;
    }

    @Override
    public SharedPlaybacks node(String name, Duration lease) {
        RedisSharedPlaybacks node = topology.shared()
                .prefix(prefix)
                .node(name)
                .lease(lease)
                .timeout(Duration.ofSeconds(10))
                .build();
        nodes.add(node);
        return node;
    }

    @Override
    public void close() {
        nodes.forEach(RedisSharedPlaybacks::close);
    }
}
