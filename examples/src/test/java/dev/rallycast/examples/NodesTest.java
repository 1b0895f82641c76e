package dev.rallycast.examples;

import static dev.rallycast.examples.Nodes.accepted;
import static dev.rallycast.examples.Nodes.agree;
import static dev.rallycast.examples.Nodes.all;
import static dev.rallycast.examples.Nodes.consistent;
import static dev.rallycast.examples.Nodes.playbackKey;
import static dev.rallycast.examples.Nodes.player;
import static dev.rallycast.examples.Nodes.sameEvents;
import static dev.rallycast.examples.Nodes.spectator;
import static dev.rallycast.examples.Nodes.to;
import static dev.rallycast.examples.Nodes.watcher;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.storage.redis.RedisGameStorage;
import dev.rallycast.storage.redis.servers.RedisProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, each a process of its own, on a real Redis, and what their clients see while one of them or Redis fails.
 * {@code -Drallycast.kills} says how often a node is killed, {@code -Drallycast.seed} with which seed.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodesTest {
    private static final int KILLS = Integer.getInteger("rallycast.kills", 3);
    private static final long SEED = Long.getLong("rallycast.seed", new SecureRandom().nextInt(1_000_000));
    private static final int LENGTH = 20_000;
    private static final List<String> NAMES = List.of("one", "two");

    @TempDir
    private static Path directory;

    private static RedisProcess redis;
    private static RedisClient client;
    private static RedisCommands<String, byte[]> commands;
    private static RedisGameStorage storage;
    private static final Node[] NODES = new Node[NAMES.size()];

    @BeforeAll
    static void start() throws Exception {
        redis = RedisProcess.start(RedisProcess.embedded(), "appendonly yes");
        client = RedisClient.create(Nodes.uri(redis.port()));
        StatefulRedisConnection<String, byte[]> connection =
                client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        commands = connection.sync();
        storage = RedisGameStorage.builder(client).build();
        // At the same time, on a Redis that has nothing yet.
        for (int i = 0; i < NODES.length; i++) {
            launch(i);
        }
        for (Node node : NODES) {
            node.up();
        }
    }

    @AfterAll
    static void stop() {
        for (Node node : NODES) {
            if (node != null) {
                node.close();
            }
        }
        storage.close();
        client.shutdown();
        redis.close();
    }

    private static void launch(int number) throws Exception {
        NODES[number] = Node.start(directory, NAMES.get(number), Nodes.uri(redis.port()));
    }

    /** Whether somebody is counted as being on a node. */
    private static boolean isCounted(String game, int node) {
        return commands.hkeys(playbackKey(game)).stream()
                .anyMatch(field -> field.startsWith("node:" + NAMES.get(node)));
    }

    @Test
    void nodesThatStartTogetherMakeEachMatchOnce() throws Exception {
        for (Node node : NODES) {
            node.up();
            JsonNode games = new ObjectMapper()
                    .readTree(HttpClient.newHttpClient()
                            .send(HttpRequest.newBuilder(node.page("api/games")).build(), BodyHandlers.ofString())
                            .body());
            assertThat(games)
                    .extracting(game -> game.path("id").asText())
                    .filteredOn(id -> id.startsWith("simulated"))
                    .containsExactlyInAnyOrder("simulated-1", "simulated-2", "simulated-3");
        }
    }

    @Test
    void playersOnDifferentNodesShareTheirControls() throws Exception {
        Nodes.record(storage, "controls", LENGTH);
        NodeClient ann = player("ann", "controls", NODES[0]);
        NodeClient bob = player("bob", "controls", NODES[1]);
        NodeClient eve = watcher("eve", "controls", NODES[1]);
        List<NodeClient> everyone = List.of(ann, bob, eve);
        assertThat(everyone).extracting(NodeClient::server).containsExactly("one", "two", "two");
        assertThat(everyone).extracting(NodeClient::playback).containsOnly(ann.playback());

        accepted(ann.ask("pause"));
        all(
                "ann's pause",
                everyone,
                one -> one.state("status").equals("paused") && one.state("by").equals("ann"));
        accepted(bob.ask("resume", "speed", 2));
        all(
                "bob's speed",
                everyone,
                one -> one.state("status").equals("playing")
                        && one.state("speed").equals("2"));
        accepted(ann.ask("scrub", "to", to(5_000)));
        all("ann's seek", everyone, one -> one.epoch() == 1 && one.index() >= 5_010);
        JsonNode third = new NodeClient("cid", "{\"mode\":\"pvp\",\"game_id\":\"controls\"}").attempt(NODES[1]);
        assertThat(third.path("code").asText()).isEqualTo("GAME_BUSY");

        agree("controls", everyone);
        consistent("controls", everyone);
        assertThat(sameEvents(ann, bob)).isNotEmpty();
        everyone.forEach(NodeClient::drop);
    }

    @Test
    void spectatorsOfAllNodesSeeTheSameEvents() throws Exception {
        Nodes.record(storage, "watched", LENGTH);
        NodeClient ann = spectator("ann", "watched", NODES[0]);
        NodeClient bob = spectator("bob", "watched", NODES[1]);
        ann.awaitEvents(200);
        bob.await("as far as ann", one -> one.index() >= ann.index());

        consistent("watched", List.of(ann, bob));
        long[] apart = sameEvents(ann, bob);
        assertThat(apart).hasSizeGreaterThan(100);
        System.out.printf(
                "%d events on two nodes: sent %d ms apart at most, p99 %d ms, p50 %d ms%n",
                apart.length, apart[apart.length - 1], apart[apart.length * 99 / 100], apart[apart.length / 2]);
        ann.drop();
        bob.drop();
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void whoWasOnAKilledNodeGoesOnOnAnother() throws Exception {
        Nodes.record(storage, "killed", LENGTH + 4_000 * KILLS);
        Random random = new Random(SEED);
        NodeClient ann = player("ann", "killed", NODES[0]);
        NodeClient bob = player("bob", "killed", NODES[1]);
        NodeClient eve = watcher("eve", "killed", NODES[0]);
        NodeClient sam = spectator("sam", "killed", NODES[0]);
        NodeClient tom = spectator("tom", "killed", NODES[1]);
        List<NodeClient> sharing = List.of(ann, bob, eve);
        List<NodeClient> everyone = List.of(ann, bob, eve, sam, tom);
        String playback = ann.playback();
        int moved = 0;
        for (int round = 1; round <= KILLS; round++) {
            String name = "seed " + SEED + ", round " + round;
            int victim = random.nextInt(NODES.length);
            everyone.get(random.nextInt(everyone.size())).awaitEvents(1 + random.nextInt(40));
            // Whether it has its effect before the node is gone is not known.
            NodeClient player = random.nextBoolean() ? ann : bob;
            boolean seek = false;
            switch (random.nextInt(4)) {
                case 0 -> player.order("pause");
                case 1 -> player.order("speed", "speed", 1 + random.nextInt(2));
                case 2 -> {
                    player.order("scrub", "to", to(random.nextInt(1_000)));
                    seek = true;
                }
                default -> {}
            }
            if (random.nextBoolean()) {
                eve.await("a moment", moment());
            }
            NODES[victim].kill();
            List<NodeClient> there = everyone.stream()
                    .filter(one -> one.node().equals(NODES[victim]))
                    .toList();
            for (NodeClient one : there) {
                one.closeCode();
                one.join(NODES[1 - victim]);
            }
            moved += there.size();
            launch(victim);
            // Whatever it was doing, it plays.
            JsonNode resumed = bob.ask("resume");
            assertThat(resumed.path("code").asText()).as(name).isIn("", "BAD_STATE");
            agree(name, sharing);
            everyone.forEach(one -> one.awaitEvents(5));
            for (NodeClient one : everyone) {
                List<String> whys = one.takeLost();
                if (seek && sharing.contains(one)) {
                    assertThat(whys).as("%s: %s", name, one).isSubsetOf("seek");
                } else {
                    assertThat(whys).as("%s: %s", name, one).isEmpty();
                }
            }
            assertThat(sharing).as(name).extracting(NodeClient::playback).containsOnly(playback);
            consistent(name, everyone);
            // Nobody stays where everybody is.
            NODES[victim].up();
            for (NodeClient one : everyone) {
                if (random.nextBoolean()) {
                    int recovered = one.recoveries();
                    one.join(NODES[victim]);
                    assertThat(one.recoveries()).as("%s: %s", name, one).isEqualTo(recovered + 1);
                    moved++;
                }
            }
        }
        long events = everyone.stream().mapToLong(NodeClient::count).sum();
        System.out.printf(
                "seed %d: %d kills, %d clients came back on another node, %d events, 0 gaps, 0 duplicates%n",
                SEED, KILLS, moved, events);
        everyone.forEach(NodeClient::drop);
    }

    private static Predicate<NodeClient> moment() {
        int[] looks = {0};
        return one -> ++looks[0] > 2;
    }

    @Test
    void whatANodeThatSleptHadInMindIsRefused() throws Exception {
        Nodes.record(storage, "slept", LENGTH);
        NodeClient ann = player("ann", "slept", NODES[0]);
        NodeClient bob = player("bob", "slept", NODES[1]);
        List<NodeClient> both = List.of(ann, bob);
        all("events", both, one -> one.index() > 5);
        Waiting.until("both nodes are counted", () -> isCounted("slept", 0) && isCounted("slept", 1));

        NODES[0].freeze();
        String late;
        try {
            late = ann.order("speed", "speed", 4, "revision", ann.revision());
            Waiting.until("its lease is over", () -> !isCounted("slept", 0));
            accepted(bob.ask("scrub", "to", to(8_000)));
            accepted(bob.ask("pause"));
        } finally {
            NODES[0].thaw();
        }
        assertThat(ann.reply(late).path("code").asText()).isEqualTo("STALE_REVISION");
        agree("slept", both);
        assertThat(ann.state("status")).isEqualTo("paused");
        assertThat(ann.state("speed")).isEqualTo("1");
        assertThat(ann.epoch()).isEqualTo(1);
        assertThat(new String(commands.hget(playbackKey("slept"), "mode"), UTF_8))
                .isEqualTo("paused");

        accepted(ann.ask("resume"));
        all("it goes on", both, one -> one.index() > 8_020);
        Waiting.until("the node is counted again", () -> isCounted("slept", 0));
        agree("slept", both);
        consistent("slept", both);
        assertThat(sameEvents(ann, bob)).isNotEmpty();
        both.forEach(NodeClient::drop);
    }

    @Test
    void withoutRedisAPlaybackGoesOnAndIsNotControlled() throws Exception {
        Nodes.record(storage, "away", LENGTH);
        String slowly = "{\"mode\":\"pvp\",\"game_id\":\"away\",\"delay\":0.5}";
        NodeClient ann = new NodeClient("ann", slowly).join(NODES[0]);
        NodeClient bob = new NodeClient("bob", slowly).join(NODES[1]);
        // Twenty times as fast: soon nothing is left of what has been read ahead.
        NodeClient sam = spectator("sam", "away", NODES[1]);
        sam.awaitEvents(1);
        List<NodeClient> both = List.of(ann, bob);
        redis.kill();
        try {
            all("is isolated", both, one -> one.state("isolated").equals("true"));
            both.forEach(one -> one.awaitEvents(3));
            for (NodeClient one : both) {
                JsonNode refused = one.ask("pause");
                assertThat(refused.path("code").asText()).isEqualTo("CLUSTER_UNAVAILABLE");
                assertThat(refused.path("retry").asBoolean()).isTrue();
            }
            sam.await("waits for the recording", one -> one.state("status").equals("buffering"));
        } finally {
            redis.startAgain();
        }
        all(
                "is together again",
                List.of(ann, bob, sam),
                one -> one.state("isolated").isEmpty());
        both.forEach(one -> one.awaitEvents(3));
        sam.awaitEvents(100);
        accepted(ann.ask("pause"));
        agree("away", both);
        assertThat(bob.state("by")).isEqualTo("ann");
        consistent("away", List.of(ann, bob, sam));
        assertThat(sam.epoch()).isZero();
        List.of(ann, bob, sam).forEach(NodeClient::drop);
    }

    @Test
    void whatAnEmptiedRedisForgotIsPutBack() throws Exception {
        Nodes.record(storage, "emptied", LENGTH);
        NodeClient ann = player("ann", "emptied", NODES[0]);
        NodeClient bob = player("bob", "emptied", NODES[1]);
        List<NodeClient> both = List.of(ann, bob);
        accepted(bob.ask("speed", "speed", 2));
        agree("emptied", both);
        String playback = ann.playback();
        long revision = ann.revision();

        emptyButForRecordings();
        all("it was restored", both, one -> one.revision() > revision && one.epoch() >= 1_000);
        agree("emptied", both);
        assertThat(ann.state("speed")).isEqualTo("2");
        assertThat(both).extracting(NodeClient::playback).containsOnly(playback);
        Waiting.until(
                "the seats are back",
                () -> commands.hkeys(playbackKey("emptied")).containsAll(List.of("seat:ann", "seat:bob")));
        accepted(ann.ask("scrub", "to", to(3_000)));
        all("the seek", both, one -> one.index() > 3_010);
        agree("emptied", both);
        consistent("emptied", both);
        both.forEach(NodeClient::drop);
    }

    @Test
    void aPlaybackEndsWhenItsRecordingIsLost() throws Exception {
        Nodes.record(storage, "lost", LENGTH);
        NodeClient sam = spectator("sam", "lost", NODES[0]);
        commands.del(commands.keys(Nodes.RECORDINGS + "lost}*").toArray(String[]::new));

        sam.await("the end", one -> !one.broken().isEmpty());
        assertThat(sam.broken()).singleElement().asString().contains("stopped", "CORRUPT_RECORDING");
        sam.drop();
    }

    /** All is lost but the recordings, as if these had been copied back at once. */
    private static void emptyButForRecordings() {
        Map<String, byte[]> kept = new HashMap<>();
        for (String key : commands.keys("*")) {
            if (!key.endsWith(Nodes.PLAYBACK) && !key.endsWith(":writer")) {
                kept.put(key, commands.dump(key));
            }
        }
        commands.multi();
        commands.flushall();
        kept.forEach((key, bytes) -> commands.restore(key, 0, bytes));
        assertThat(commands.exec().wasDiscarded()).isFalse();
    }

    @Test
    void nodesAreRestartedOneAfterTheOtherAndNobodyMissesAnything() throws Exception {
        Nodes.record(storage, "rolling", LENGTH);
        List<NodeClient> everyone = new ArrayList<>();
        everyone.add(player("ann", "rolling", NODES[0]));
        everyone.add(player("bob", "rolling", NODES[1]));
        for (int i = 0; i < 10; i++) {
            everyone.add(spectator("sam" + i, "rolling", NODES[i % 2]));
        }
        everyone.forEach(one -> one.awaitEvents(5));
        int moved = 0;
        for (int number = 0; number < NODES.length; number++) {
            Node old = NODES[number];
            List<NodeClient> there =
                    everyone.stream().filter(one -> one.node().equals(old)).toList();
            int printed = old.output().length();
            old.stop();
            for (NodeClient one : there) {
                assertThat(one.closeCode()).as("%s", one).isEqualTo(4000);
                assertThat(one.draining()).as("%s", one).isTrue();
                int recovered = one.recoveries();
                one.join(NODES[1 - number]);
                assertThat(one.recoveries()).as("%s", one).isEqualTo(recovered + 1);
                moved++;
            }
            accepted(everyone.get(number).ask("speed", "speed", 1 + number));
            old.ended();
            assertThat(old.output().substring(printed)).doesNotContain("Exception");
            launch(number);
            NODES[number].up();
        }
        everyone.forEach(one -> one.awaitEvents(5));
        agree("rolling", everyone.subList(0, 2));
        assertThat(everyone).allSatisfy(one -> assertThat(one.takeLost()).isEmpty());
        consistent("rolling", everyone);
        assertThat(moved).isGreaterThanOrEqualTo(everyone.size());
        everyone.forEach(NodeClient::drop);
    }
}
