package dev.rallycast.storage.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
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
import java.util.stream.IntStream;

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
        private static final String NAME = "games";

        private final List<RedisProcess> servers = new ArrayList<>();
        private final List<RedisProcess> sentinels = new ArrayList<>();
        private final RedisClient client;
        private final RedisURI uri;
        private final RedisCommands<byte[], byte[]> commands;

        Watched(Path binary, int replicas) {
            servers.add(RedisProcess.start(binary));
            String master = "127.0.0.1 " + servers.get(0).port();
            for (int i = 0; i < replicas; i++) {
                servers.add(RedisProcess.start(binary, "replicaof " + master));
            }
            for (int i = 0; i < 3; i++) {
                sentinels.add(RedisProcess.start(
                        binary,
                        "--sentinel",
                        "sentinel monitor " + NAME + " " + master + " 2",
                        "sentinel down-after-milliseconds " + NAME + " 500",
                        "sentinel failover-timeout " + NAME + " 3000"));
            }
            RedisURI.Builder builder =
                    RedisURI.builder().withSentinelMasterId(NAME).withTimeout(Duration.ofSeconds(10));
            sentinels.forEach(sentinel -> builder.withSentinel("127.0.0.1", sentinel.port()));
            uri = builder.build();
            client = RedisClient.create(super.resources, uri);
            client.setOptions(options());
            super.clients.add(client);
            commands = client.connect(ByteArrayCodec.INSTANCE).sync();
            for (RedisProcess sentinel : sentinels) {
                try (var connection = client.connectSentinel(uri(sentinel))) {
                    until("sentinels that know each other and the replicas", () -> {
                        var seen = connection.sync().master(NAME);
                        return "2".equals(seen.get("num-other-sentinels"))
                                && String.valueOf(replicas).equals(seen.get("num-slaves"))
                                && "master".equals(seen.get("flags"));
                    });
                }
            }
            until("replicas", () -> commands.info("replication").contains("connected_slaves:" + replicas));
            until(
                    "replicas that are in step",
                    () -> commands.set(new byte[] {'x'}, new byte[] {'y'}).equals("OK")
                            && commands.waitForReplication(replicas, 1_000) == replicas);
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
            return servers;
        }

        @Override
        RedisProcess masterOfKey(String key) {
            return servers.get(0);
        }

        @Override
        public void close() {
            super.close();
            sentinels.forEach(RedisProcess::close);
        }
    }

    /** Three masters with a replica each. */
    static final class Cluster extends Topology {
        private static final int MASTERS = 3;

        private final List<RedisProcess> servers = new ArrayList<>();
        private final RedisClusterClient client;
        private final RedisClusterCommands<byte[], byte[]> commands;

        Cluster(Path binary) {
            for (int i = 0; i < 2 * MASTERS; i++) {
                servers.add(RedisProcess.start(binary, "cluster-enabled yes", "cluster-node-timeout 1000"));
            }
            RedisClient nodes = RedisClient.create(super.resources);
            List<RedisCommands<String, String>> each = servers.stream()
                    .map(server -> nodes.connect(uri(server)).sync())
                    .toList();
            List<String> ids =
                    each.stream().map(RedisClusterCommands::clusterMyId).toList();
            for (int i = 0; i < MASTERS; i++) {
                int from = 16_384 * i / MASTERS;
                int to = 16_384 * (i + 1) / MASTERS;
                each.get(i).clusterAddSlots(IntStream.range(from, to).toArray());
            }
            for (RedisCommands<String, String> node : each) {
                node.clusterMeet("127.0.0.1", servers.get(0).port());
            }
            for (int i = 0; i < 2 * MASTERS; i++) {
                RedisCommands<String, String> node = each.get(i);
                until("nodes that know each other", () -> node.clusterInfo().contains("cluster_known_nodes:6"));
                if (i >= MASTERS) {
                    String master = ids.get(i - MASTERS);
                    until("a replica", () -> node.clusterReplicate(master).equals("OK"));
                }
            }
            for (int i = 0; i < 2 * MASTERS; i++) {
                RedisCommands<String, String> node = each.get(i);
                until("a cluster", () -> node.clusterInfo().contains("cluster_state:ok"));
                if (i < MASTERS) {
                    until("replicas", () -> node.info("replication").contains("state=online"));
                } else {
                    until("a replica in step", () -> node.info("replication").contains("master_link_status:up"));
                }
            }
            nodes.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            client = RedisClusterClient.create(
                    super.resources, servers.stream().map(Topology::uri).toList());
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
                        == MASTERS;
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
            return servers;
        }

        @Override
        RedisProcess masterOfKey(String key) {
            int slot = SlotHash.getSlot(key);
            int port = client.getPartitions().getPartitionBySlot(slot).getUri().getPort();
            return servers.stream()
                    .filter(server -> server.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
