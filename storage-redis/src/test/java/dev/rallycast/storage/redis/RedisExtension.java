package dev.rallycast.storage.redis;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rallycast.storage.redis.servers.RedisProcess;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Gives a test class servers. They are started once for all classes that want the same, and stopped behind the last test. */
final class RedisExtension implements BeforeAllCallback {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final String name;
    private final boolean available;
    private final Supplier<Topology> start;
    private @Nullable Topology topology;

    private RedisExtension(String name, boolean available, Supplier<Topology> start) {
        this.name = name;
        this.available = available;
        this.start = start;
    }

    /** One server, as it comes with the tests. */
    static RedisExtension single() {
        return new RedisExtension("single", true, () -> new Topology.Single(RedisProcess.embedded()));
    }

    /** One server, as it is installed; without one, tests are skipped. */
    static RedisExtension installed() {
        return new RedisExtension(
                "installed",
                RedisProcess.installed().isPresent(),
                () -> new Topology.Single(RedisProcess.installed().orElseThrow()));
    }

    /** A master and a replica with sentinels. */
    static RedisExtension watched() {
        return new RedisExtension("watched", true, () -> new Topology.Watched(RedisProcess.embedded(), 1));
    }

    static RedisExtension cluster() {
        return new RedisExtension("cluster", true, () -> new Topology.Cluster(RedisProcess.embedded()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        assumeTrue(available, "no redis-server is installed on this machine");
        topology = context.getRoot()
                .getStore(Namespace.create(RedisExtension.class))
                .computeIfAbsent(name, same -> start.get(), Topology.class);
    }

    Topology topology() {
        return requireNonNull(topology, "topology");
    }

    /** A prefix that nobody else has. */
    static String freshPrefix() {
        return "test" + PREFIXES.incrementAndGet();
    }
}
