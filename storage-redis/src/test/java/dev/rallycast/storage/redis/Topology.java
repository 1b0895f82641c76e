package dev.rallycast.storage.redis;

import static org.awaitility.Awaitility.await;

import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.storage.redis.servers.RedisServers;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Servers and a client of theirs. */
abstract class Topology implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            // Otherwise up to half a minute after a server was away.
            .reconnectDelay(Delay.constant(Duration.ofMillis(20)))
            .build();
    private final List<AbstractRedisClient> clients = new ArrayList<>();

    private Topology() {}

    /** Starts a storage on the client. */
    abstract RedisGameStorage.Builder storage();

    /** Starts what a node shares on the client. */
    abstract RedisSharedPlaybacks.Builder shared();

    /** A connection to look at what is in there. */
    abstract RedisClusterCommands<byte[], byte[]> commands();

    abstract List<RedisProcess> servers();

    /** The server that has the game's keys. */
    RedisProcess masterOf(String prefix, String gameId) {
        return masterOfKey(Keys.of(prefix, gameId).meta());
    }

    /** The server that has a key. */
    abstract RedisProcess masterOfKey(String key);

    @Override
    public void close() {
        clients.forEach(client -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
        resources.shutdown(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        servers().forEach(RedisProcess::close);
    }

    static ClientOptions options() {
        return ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(10_000)
                .build();
    }

    static RedisURI uri(RedisProcess server) {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(server.port())
                .withTimeout(Duration.ofSeconds(10))
                .build();
    }

    static void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    /** One server. */
    static final class Single extends Topology {
        private final RedisProcess server;
        private final RedisClient client;
        private final StatefulRedisConnection<byte[], byte[]> connection;

        Single(Path binary, String... options) {
            this(RedisProcess.start(binary, options), options());
        }

        Single(RedisProcess server, ClientOptions options) {
            this.server = server;
            client = RedisClient.create(super.resources, uri(server));
            client.setOptions(options);
            connection = client.connect(ByteArrayCodec.INSTANCE);
            super.clients.add(client);
        }

        RedisClient client() {
            return client;
        }

        /** To send without waiting. */
        RedisAsyncCommands<byte[], byte[]> async() {
            return connection.async();
        }

        @Override
        RedisGameStorage.Builder storage() {
            return RedisGameStorage.builder(client);
        }

        @Override
        RedisSharedPlaybacks.Builder shared() {
            return RedisSharedPlaybacks.builder(client);
        }

        @Override
        RedisCommands<byte[], byte[]> commands() {
            return connection.sync();
        }

        @Override
        List<RedisProcess> servers() {
            return List.of(server);
        }

        @Override
        RedisProcess masterOfKey(String key) {
            return server;
        }
    }

    /** A master, replicas, and three sentinels that watch them. */
    static final class Watched extends Topology {
        private final RedisServers servers;
        private final RedisClient client;
        private final RedisURI uri;
        private final RedisCommands<byte[], byte[]> commands;

        Watched(Path binary, int replicas) {
            servers = RedisServers.watched(binary, replicas);
            RedisURI.Builder builder =
                    RedisURI.builder().withSentinelMasterId(RedisServers.NAME).withTimeout(Duration.ofSeconds(10));
            servers.sentinels().forEach(sentinel -> builder.withSentinel("127.0.0.1", sentinel.port()));
            uri = builder.build();
            client = RedisClient.create(super.resources, uri);
            client.setOptions(options());
            super.clients.add(client);
            commands = client.connect(ByteArrayCodec.INSTANCE).sync();
        }

        RedisClient client() {
            return client;
        }

        RedisURI uri() {
            return uri;
        }

        @Override
        RedisGameStorage.Builder storage() {
            return RedisGameStorage.builder(client);
        }

        @Override
        RedisSharedPlaybacks.Builder shared() {
            return RedisSharedPlaybacks.builder(client);
        }

        @Override
        RedisCommands<byte[], byte[]> commands() {
            return commands;
        }

        @Override
        List<RedisProcess> servers() {
            return servers.servers();
        }

        @Override
        RedisProcess masterOfKey(String key) {
            return servers.masterOf(key);
        }

        @Override
        public void close() {
            super.close();
            servers.sentinels().forEach(RedisProcess::close);
        }
    }

    /** Three masters with a replica each. */
    static final class Cluster extends Topology {
        private final RedisServers servers;
        private final RedisClusterClient client;
        private final RedisClusterCommands<byte[], byte[]> commands;

        Cluster(Path binary) {
            servers = RedisServers.cluster(binary);
            client = RedisClusterClient.create(
                    super.resources,
                    servers.servers().stream().map(Topology::uri).toList());
            super.clients.add(client);
            // Not with the options of the storage: in a cluster a command may be rejected while a node is being
            // connected to.
            commands = client.connect(ByteArrayCodec.INSTANCE).sync();
            client.setOptions(ClusterClientOptions.builder(options()).build());
            until("all replicas in sight", () -> {
                client.refreshPartitions();
                return client.getPartitions().stream()
                                .filter(node -> node.getRole().isReplica())
                                .count()
                        == 3;
            });
        }

        RedisClusterClient client() {
            return client;
        }

        @Override
        RedisGameStorage.Builder storage() {
            return RedisGameStorage.builder(client);
        }

        @Override
        RedisSharedPlaybacks.Builder shared() {
            return RedisSharedPlaybacks.builder(client);
        }

        @Override
        RedisClusterCommands<byte[], byte[]> commands() {
            return commands;
        }

        @Override
        List<RedisProcess> servers() {
            return servers.servers();
        }

        @Override
        RedisProcess masterOfKey(String key) {
            return servers.masterOf(key);
        }
    }
}
