package dev.rallycast.storage.redis.servers;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** Several servers that belong together, started and in step. */
public final class RedisServers implements AutoCloseable {
    /** What sentinels call the master. */
    public static final String NAME = "games";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MASTERS = 3;

    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels = new ArrayList<>();

    private RedisServers() {}

    /** A master, which comes first, replicas, and three sentinels that watch them. */
    public static RedisServers watched(Path binary, int replicas) {
        RedisServers all = new RedisServers();
        RedisClient client = RedisClient.create();
        try {
            all.startWatched(client, binary, replicas);
            return all;
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        } finally {
            shutDown(client);
        }
    }

    /** A cluster of three masters, which come first, with a replica each. */
    public static RedisServers cluster(Path binary) {
        RedisServers all = new RedisServers();
        RedisClient client = RedisClient.create();
        try {
            all.startCluster(client, binary);
            return all;
        } catch (RuntimeException | Error e) {
            all.close();
            throw e;
        } finally {
            shutDown(client);
        }
    }

    private void startWatched(RedisClient client, Path binary, int replicas) {
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
        RedisCommands<String, String> commands =
                client.connect(uri(servers.get(0))).sync();
        until("replicas", () -> commands.info("replication").contains("connected_slaves:" + replicas));
        until(
                "replicas that are in step",
                () -> commands.set("x", "y").equals("OK") && commands.waitForReplication(replicas, 1_000) == replicas);
    }

    private void startCluster(RedisClient client, Path binary) {
        for (int i = 0; i < 2 * MASTERS; i++) {
            servers.add(RedisProcess.start(binary, "cluster-enabled yes", "cluster-node-timeout 1000"));
        }
        List<RedisCommands<String, String>> each = servers.stream()
                .map(server -> client.connect(uri(server)).sync())
                .toList();
        List<String> ids = each.stream().map(RedisCommands::clusterMyId).toList();
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
    }

    /** All but the sentinels. */
    public List<RedisProcess> servers() {
        return List.copyOf(servers);
    }

    /** Who watches; nobody in a cluster. */
    public List<RedisProcess> sentinels() {
        return List.copyOf(sentinels);
    }

    /** {@code host:port} of the sentinels, or of all servers of a cluster, with commas between. */
    public String places() {
        return (sentinels.isEmpty() ? servers : sentinels)
                .stream().map(one -> "127.0.0.1:" + one.port()).collect(joining(","));
    }

    /** The server of a cluster that has a key now, or the one that sentinels call the master. */
    public RedisProcess masterOf(String key) {
        RedisClient client = RedisClient.create();
        try {
            int port = sentinels.isEmpty() ? portInCluster(client, key) : portOfMaster(client);
            return servers.stream()
                    .filter(server -> server.port() == port)
                    .findFirst()
                    .orElseThrow();
        } finally {
            shutDown(client);
        }
    }

    private int portInCluster(RedisClient client, String key) {
        RedisProcess alive =
                servers.stream().filter(RedisProcess::isAlive).findFirst().orElseThrow();
        String nodes = client.connect(uri(alive)).sync().clusterNodes();
        return ClusterPartitionParser.parse(nodes)
                .getPartitionBySlot(SlotHash.getSlot(key))
                .getUri()
                .getPort();
    }

    private int portOfMaster(RedisClient client) {
        try (var connection = client.connectSentinel(uri(sentinels.get(0)))) {
            return Integer.parseInt(connection.sync().master(NAME).get("port"));
        }
    }

    @Override
    public void close() {
        servers.forEach(RedisProcess::close);
        sentinels.forEach(RedisProcess::close);
    }

    private static RedisURI uri(RedisProcess server) {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(server.port())
                .withTimeout(Duration.ofSeconds(10))
                .build();
    }

    private static void until(String what, Callable<Boolean> condition) {
        await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .ignoreExceptions()
                .until(condition);
    }

    private static void shutDown(RedisClient client) {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
