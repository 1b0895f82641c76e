package dev.rallycast.examples;

import static dev.rallycast.examples.Nodes.accepted;
import static dev.rallycast.examples.Nodes.agree;
import static dev.rallycast.examples.Nodes.consistent;
import static dev.rallycast.examples.Nodes.playbackKey;
import static dev.rallycast.examples.Nodes.player;
import static dev.rallycast.examples.Nodes.spectator;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.storage.redis.servers.RedisServers;
import io.lettuce.core.RedisClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes, each a process of its own, while the master that has what they share is killed, and a replica takes over. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodesFailoverTest {
    private static final int LENGTH = 20_000;
    private static final String GAME = "failover";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"sentinel", "cluster"})
    void playbacksGoOnAtTheServerThatTakesOver(String topology) throws Exception {
        boolean cluster = topology.equals("cluster");
        try (RedisServers redis = cluster
                ? RedisServers.cluster(RedisProcess.embedded())
                : RedisServers.watched(RedisProcess.embedded(), 1)) {
            String uri = "redis-" + topology + "://" + redis.places() + (cluster ? "" : "#" + RedisServers.NAME);
            convert(uri);
            try (Node one = Node.start(directory, "one", uri);
                    Node two = Node.start(directory, "two", uri)) {
                failOver(redis, one.up(), two.up());
            }
        }
    }

    private static void failOver(RedisServers redis, Node one, Node two) throws Exception {
        NodeClient ann = player("ann", GAME, one);
        NodeClient bob = player("bob", GAME, two);
        NodeClient sam = spectator("sam", GAME, one);
        List<NodeClient> players = List.of(ann, bob);
        List<NodeClient> everyone = List.of(ann, bob, sam);
        accepted(ann.ask("speed", "speed", 2));
        agree("before", players);
        String playback = ann.playback();
        long revision = ann.revision();
        RedisProcess master = redis.masterOf(playbackKey(GAME));
        inStep(master);

        master.kill();
        List<String> codes = new ArrayList<>();
        Waiting.until("a control works", () -> {
            JsonNode reply = bob.ask("speed", "speed", 1);
            codes.add(reply.path("code").asText());
            return reply.path("type").asText().equals("ok");
        });
        codes.remove(codes.size() - 1);
        assertThat(codes).as("refusals").isNotEmpty().containsOnly("CLUSTER_UNAVAILABLE");
        everyone.forEach(client -> client.awaitEvents(50));
        everyone.forEach(
                client -> client.await("is together", c -> c.state("isolated").isEmpty()));
        accepted(ann.ask("pause"));
        agree("after", players);

        consistent("after", everyone);
        assertThat(players).extracting(NodeClient::playback).containsOnly(playback);
        // Nothing was lost, so nothing was put back: ann's speed, bob's, and the pause.
        assertThat(ann.epoch()).isZero();
        assertThat(ann.revision()).isEqualTo(revision + 2);
        assertThat(sam.epoch()).isZero();
        System.out.printf("%d controls were refused until another server took over%n", codes.size());
        everyone.forEach(NodeClient::drop);
    }

    /** What is there is on a replica, too. */
    private static void inStep(RedisProcess master) {
        RedisClient client = RedisClient.create(Nodes.uri(master.port()));
        try {
            // An own write behind all others: a WAIT waits for what its connection has written.
            client.connect().sync().publish("x", "y");
            Waiting.until("a replica is in step", () -> {
                String info = client.connect().sync().info("replication");
                String offset = info.replaceAll("(?s).*master_repl_offset:(\\d+).*", "$1");
                return info.contains("offset=" + offset + ",");
            });
        } finally {
            client.shutdown();
        }
    }

    private void convert(String uri) {
        try (FileGameStorage files = FileGameStorage.open(directory.resolve("files"))) {
            Nodes.record(files, GAME, LENGTH);
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(printed, true, UTF_8);
        int code = new Recordings(print, print, () -> 0)
                .run(
                        "convert",
                        directory.resolve("files").resolve(GAME + ".jsonl").toString(),
                        uri);
        assertThat(code).as(printed.toString(UTF_8)).isZero();
        assertThat(printed.toString(UTF_8)).contains(LENGTH + " of " + LENGTH + " events written, ended");
    }
}
