package dev.rallycast.storage.redis;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.testkit.StorageHarness;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A storage under a prefix of its own. */
final class RedisHarness implements StorageHarness {
    private final Topology topology;
    private final UnaryOperator<RedisGameStorage.Builder> options;
    private final String prefix = RedisExtension.freshPrefix();
    private RedisGameStorage storage;

    RedisHarness(Topology topology) {
        this(topology, builder -> builder);
    }

    RedisHarness(Topology topology, UnaryOperator<RedisGameStorage.Builder> options) {
        this.topology = topology;
        this.options = options;
        this.storage = build();
    }

    private RedisGameStorage build() {
        return options.apply(topology.storage().prefix(prefix)).build();
    }

    @Override
    public WritableGameStorage storage() {
        return storage;
    }

    @Override
    public WritableGameStorage reopen() {
        storage.close();
        storage = build();
        return storage;
    }

    @Override
    public boolean canDamage() {
        return true;
    }

    @Override
    public void damage(String gameId, long index) {
        Keys keys = Keys.of(prefix, gameId);
        String incarnation = new String(
                topology.commands().hget(Keys.bytes(keys.meta()), Keys.bytes("incarnation")),
                StandardCharsets.US_ASCII);
        topology.commands().xdel(Keys.bytes(keys.stream(incarnation)), index + 1 + "-0");
    }

    @Override
    public void close() {
        storage.close();
    }
}
