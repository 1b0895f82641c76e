package dev.rallycast.examples;

import static dev.rallycast.examples.Nodes.accepted;
import static dev.rallycast.examples.Nodes.agree;
import static dev.rallycast.examples.Nodes.all;
import static dev.rallycast.examples.Nodes.consistent;
import static dev.rallycast.examples.Nodes.player;
import static dev.rallycast.examples.Nodes.sameEvents;
import static dev.rallycast.examples.Nodes.spectator;
import static dev.rallycast.examples.Nodes.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.storage.redis.RedisGameStorage;
import dev.rallycast.storage.redis.servers.RedisProcess;
import dev.rallycast.storage.redis.servers.TcpProxy;
import io.lettuce.core.RedisClient;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, each a process of its own, of which one has a bad way to Redis. The clock of that one is a second fast, that of the other a
 * second slow.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodesFaultTest {
    private static final int LENGTH = 20_000;
    private static final long SKEW_MILLIS = 1_000;
    private static final String SUBSCRIBE = "SUBSCRIBE";

    @TempDir
    private static Path directory;

    private static RedisProcess redis;
    private static TcpProxy way;
    private static RedisClient client;
    private static RedisGameStorage storage;
    private static Node far;
    private static Node near;

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(RedisProcess.embedded());
        way = TcpProxy.to(redis.port());
        far = Node.start(directory, "far", Nodes.uri(way.port()), HastyDemo.SKEW, Long.toString(SKEW_MILLIS));
        near = Node.start(directory, "near", Nodes.uri(redis.port()), HastyDemo.SKEW, Long.toString(-SKEW_MILLIS));
        client = RedisClient.create(Nodes.uri(redis.port()));
        storage = RedisGameStorage.builder(client).build();
        far.up();
        near.up();
    }

    @AfterAll
    static void stop() throws Exception {
        far.close();
        near.close();
        storage.close();
        client.shutdown();
        way.close();
        redis.close();
    }

    @Test
    void nodesWhoseClocksDifferShowTheSameAtTheSameTime() throws Exception {
        Nodes.record(storage, "skewed", LENGTH);
        NodeClient ann = player("ann", "skewed", far);
        NodeClient bob = player("bob", "skewed", near);
        List<NodeClient> both = List.of(ann, bob);
        accepted(ann.ask("scrub", "to", to(5_000)));
        all("ann's seek", both, one -> one.index() > 5_050);
        accepted(bob.ask("pause"));
        agree("skewed", both);
        accepted(ann.ask("resume", "speed", 2));
        both.forEach(one -> one.awaitEvents(100));

        agree("skewed", both);
        consistent("skewed", both);
        // They were sent by clocks of which one is as much ahead of the other.
        long[] apart = sameEvents(ann, bob);
        long least = Long.MAX_VALUE;
        for (long millis : apart) {
            least = Math.min(least, Math.abs(millis - 2 * SKEW_MILLIS));
        }
        System.out.printf(
                "%d events on two nodes whose clocks are 2 s apart: %d ms apart at least%n", apart.length, least);
        assertThat(apart).hasSizeGreaterThan(50);
        assertThat(least).isLessThan(SKEW_MILLIS / 2);
        both.forEach(NodeClient::drop);
    }

    @Test
    void aSlowWayToRedisCostsTimeAndNothingElse() throws Exception {
        Nodes.record(storage, "slow", LENGTH);
        NodeClient ann = player("ann", "slow", far);
        NodeClient bob = player("bob", "slow", near);
        List<NodeClient> both = List.of(ann, bob);
        way.delay(100);
        try {
            for (int round = 0; round < 3; round++) {
                accepted(ann.ask("speed", "speed", 1 + round % 2));
                accepted(bob.ask("scrub", "to", to(3_000L * (round + 1))));
                agree("slow", both);
            }
            accepted(ann.ask("scrub", "to", to(15_000)));
            all("ann's seek", both, one -> one.index() > 15_050);
        } finally {
            way.delay(0);
        }
        agree("slow", both);
        consistent("slow", both);
        assertThat(ann.epoch()).isEqualTo(4);
        assertThat(bob.epoch()).isEqualTo(4);
        both.forEach(NodeClient::drop);
    }

    @Test
    void aNodeWhoseConnectionsAreHalfOpenPlaysOnAndIsNotControlled() throws Exception {
        Nodes.record(storage, "half", LENGTH);
        String slowly = "{\"mode\":\"pvp\",\"game_id\":\"half\",\"delay\":0.5}";
        NodeClient ann = new NodeClient("ann", slowly).join(far);
        NodeClient bob = new NodeClient("bob", slowly).join(near);
        List<NodeClient> both = List.of(ann, bob);
        both.forEach(one -> one.awaitEvents(1));
        way.mode(TcpProxy.Mode.HALF_OPEN);
        try {
            ann.await("is isolated", one -> one.state("isolated").equals("true"));
            both.forEach(one -> one.awaitEvents(2));
            JsonNode refused = ann.ask("pause");
            assertThat(refused.path("code").asText()).isEqualTo("CLUSTER_UNAVAILABLE");
            assertThat(refused.path("retry").asBoolean()).isTrue();
            accepted(bob.ask("speed", "speed", 2));
        } finally {
            // The system has noticed.
            way.cut(false);
            way.mode(TcpProxy.Mode.PASS);
        }
        ann.await("is together again", one -> one.state("isolated").isEmpty());
        ann.await("bob's speed", one -> one.state("speed").equals("2"));
        accepted(ann.ask("pause"));
        agree("half", both);
        consistent("half", both);
        assertThat(ann.epoch()).isZero();
        both.forEach(NodeClient::drop);
    }

    @Test
    void aNodeThatHearsNothingLooksAndConnectsAnew() throws Exception {
        Nodes.record(storage, "silent", LENGTH);
        NodeClient ann = player("ann", "silent", far);
        NodeClient bob = player("bob", "silent", near);
        NodeClient sam = spectator("sam", "silent", far);
        List<NodeClient> both = List.of(ann, bob);
        String before = far.output();
        way.mode(TcpProxy.Mode.SWALLOW, SUBSCRIBE);
        try {
            accepted(bob.ask("pause"));
            ann.await("bob's pause", one -> one.state("status").equals("paused"));
            accepted(ann.ask("resume"));
            Waiting.until(
                    "the connection is replaced",
                    () -> far.output().substring(before.length()).contains("are heard again"));
        } finally {
            way.mode(TcpProxy.Mode.PASS);
        }
        accepted(bob.ask("scrub", "to", to(4_000)));
        all("bob's seek", both, one -> one.index() > 4_020);
        agree("silent", both);
        sam.awaitEvents(10);
        consistent("silent", List.of(ann, bob, sam));
        assertThat(ann.state("isolated")).isEmpty();
        List.of(ann, bob, sam).forEach(NodeClient::drop);
    }
}
