package dev.rallycast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.sessions.Transcript;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Nodes, a store and a network that fail in all ways at random: no client is told an inconsistent story, and when everything
 * works again all nodes show the same. {@code -Drallycast.seeds} says how many seeds are tried, {@code -Drallycast.seed} the
 * first one.
 */
class ClusterSimulationTest {
    private static final int SEEDS = Integer.getInteger("rallycast.seeds", 1_000);
    private static final int FIRST = Integer.getInteger("rallycast.seed", 0);
    private static final int NODES = 3;
    private static final int STEPS = 40;

    @Test
    void whateverFailsEveryClientIsToldAConsistentStoryAndInTheEndTheSame() {
        for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
            new Run(seed).run();
        }
    }

    @Test
    void theSameSeedGivesTheSameTrace() {
        for (int seed = 0; seed < 10; seed++) {
            assertThat(new Run(seed).run()).as("seed %s", seed).isEqualTo(new Run(seed).run());
        }
    }

    private static final class Run {
        private final String name;
        private final Random random;
        private final Cluster cluster;
        private final List<FakeClient> clients = new ArrayList<>();
        private final List<FakeClient> all = new ArrayList<>();
        /** At which node clients are. */
        private final Map<FakeClient, Integer> places = new HashMap<>();
        /** Where clients that came back had been before. */
        private final Map<FakeClient, JsonNode> resumed = new HashMap<>();

        /** The seeks that each user asked for: at which client, and the command. */
        private final Map<String, List<Map.Entry<FakeClient, String>>> seeks = new HashMap<>();

        private final int lostPercent;
        private final int doubledPercent;

        Run(int seed) {
            name = "seed " + seed;
            random = new Random(seed);
            cluster = new Cluster(NODES, seed);
            cluster.store.delay = Duration.ofMillis(random.nextInt(60));
            cluster.store.bells = random.nextInt(4) > 0;
            cluster.store.tellsNews = random.nextInt(3) > 0;
            lostPercent = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
            doubledPercent = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
        }

        /** Returns all that the clients were sent. */
        List<String> run() {
            for (String user : List.of("ann", "bob")) {
                join(user, "pvp", null);
            }
            for (String user : List.of("eve", "kim")) {
                join(user, "watch", null);
            }
            cluster.store.lostPercent = lostPercent;
            cluster.store.doubledPercent = doubledPercent;
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            heal();
            settle();
            all.forEach(this::check);
            noSeekCountsTwice();
            return all.stream().flatMap(client -> client.texts().stream()).toList();
        }

        private void join(String user, String mode, @Nullable JsonNode resume) {
            int node = random.nextInt(NODES);
            FakeClient client = cluster.connect(node, user);
            places.put(client, node);
            ObjectNode watch = JsonNodeFactory.instance.objectNode().put("mode", "pvp");
            List<Object> fields = new ArrayList<>(List.of("game_id", "m1"));
            fields.addAll(mode.equals("watch") ? List.of("watch", watch) : List.of("mode", mode));
            if (resume != null) {
                fields.addAll(List.of("resume", resume));
                resumed.put(client, resume);
            }
            client.command("start", fields.toArray());
            clients.add(client);
            all.add(client);
            cluster.seconds(0.2);
        }

        private Transcript check(FakeClient client) {
            JsonNode point = resumed.get(client);
            Transcript transcript = point == null
                    ? Transcript.of(client)
                    : Transcript.resumed(
                                    point.path("epoch").asLong(),
                                    point.path("index").asLong())
                            .with(client);
            return transcript.check(name);
        }

        private void step() {
            // Often before what was asked for last is done.
            cluster.seconds(random.nextInt(random.nextInt(3) == 0 ? 4 : 30) / 10.0);
            FakeClient player = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(18)) {
                case 0, 1 -> player.command("pause");
                case 2, 3 -> player.command("resume");
                case 4 -> player.command("speed", "speed", 1 + random.nextInt(4));
                case 5 -> seek(player, to(random.nextInt(900)));
                case 6 -> seek(player, by(random.nextInt(60) - 20));
                case 7 -> player.command("step", "count", random.nextInt(6) - 2);
                case 8 -> player.command("pause", "revision", random.nextInt(8));
                case 9, 10 -> {
                    SimulatedStore.Node node = cluster.nodes.get(random.nextInt(NODES));
                    node.cutOff = !node.cutOff;
                }
                case 11 -> cluster.nodes.forEach(node -> node.cutOff = false);
                case 12 -> {
                    if (random.nextInt(6) == 0) {
                        cluster.store.empty();
                    }
                }
                case 13, 14 -> comeBackElsewhere(player);
                case 15 -> cluster.nodes.get(random.nextInt(NODES)).skew = Duration.ofMillis(random.nextInt(80) - 40);
                case 16 -> crash(random.nextInt(NODES));
                default -> player.command("status");
            }
        }

        private void seek(FakeClient client, JsonNode to) {
            seeks.computeIfAbsent(client.last("hello").path("user").asText(), user -> new ArrayList<>())
                    .add(Map.entry(client, client.command("scrub", "to", to)));
        }

        /** There are no more seeks than were asked for and not refused, however often messages were sent. */
        private void noSeekCountsTwice() {
            Map<String, Set<Long>> made = new HashMap<>();
            for (FakeClient client : all) {
                for (JsonNode state : client.frames("state")) {
                    if (state.path("cause").asText().equals("scrub")) {
                        made.computeIfAbsent(state.path("by").asText(), user -> new HashSet<>())
                                .add(state.path("revision").asLong());
                    }
                }
            }
            made.forEach((user, revisions) -> assertThat(revisions)
                    .as("%s: seeks by %s", name, user)
                    .hasSizeLessThanOrEqualTo((int) requireNonNull(seeks.get(user)).stream()
                            .filter(seek -> mayCount(seek.getKey().reply(seek.getValue())))
                            .count()));
        }

        private static boolean mayCount(@Nullable JsonNode reply) {
            if (reply == null) {
                return true;
            }
            String code = reply.path("code").asText();
            return (code.isEmpty() && !reply.path("superseded").asBoolean()) || code.equals("CLUSTER_UNAVAILABLE");
        }

        private void crash(int node) {
            List<FakeClient> there = clients.stream()
                    .filter(client -> Integer.valueOf(node).equals(places.get(client)))
                    .toList();
            there.forEach(FakeClient::disconnect);
            cluster.replace(node);
            there.forEach(this::comeBackElsewhere);
        }

        private void comeBackElsewhere(FakeClient client) {
            clients.remove(client);
            client.disconnect();
            String user = client.last("hello").path("user").asText();
            ObjectNode resume = null;
            List<JsonNode> started = client.frames("started");
            List<JsonNode> events = client.frames("event");
            if (!started.isEmpty() && !events.isEmpty()) {
                JsonNode last = events.get(events.size() - 1);
                resume = JsonNodeFactory.instance
                        .objectNode()
                        .put("playback", started.get(0).path("playback").asText())
                        .put("epoch", last.path("epoch").asLong())
                        .put("index", last.path("index").asLong());
            }
            join(user, user.matches("eve|kim") ? "watch" : "pvp", resume);
        }

        private static JsonNode to(long index) {
            return JsonNodeFactory.instance.objectNode().put("index", index);
        }

        private static JsonNode by(int seconds) {
            return JsonNodeFactory.instance.objectNode().put("by", seconds);
        }

        private void heal() {
            cluster.store.lostPercent = 0;
            cluster.store.doubledPercent = 0;
            cluster.store.bells = true;
            cluster.nodes.forEach(node -> {
                node.cutOff = false;
                node.skew = Duration.ZERO;
            });
            cluster.seconds(15);
        }

        /** All who are still in the stream are told the same. */
        private void settle() {
            List<FakeClient> there =
                    clients.stream().filter(client -> check(client).isStarted()).toList();
            // A node whose clock was wrong saw what was changed last begin a little later, and told it began.
            List<String> compared = List.of("revision", "epoch", "status", "speed");
            for (FakeClient client : there) {
                if (client.last("hello").path("user").asText().matches("ann|bob")) {
                    seek(client, to(300));
                    cluster.seconds(3);
                    cluster.ask(client, "speed", "speed", 1);
                    cluster.ask(client, "resume");
                    compared = List.of("revision", "epoch", "status", "speed", "cause", "by");
                    break;
                }
            }
            cluster.seconds(10.3);
            JsonNode first = null;
            List<Long> indices = new ArrayList<>();
            for (FakeClient client : there) {
                JsonNode state = cluster.ask(client, "status").path("state");
                ObjectNode told = JsonNodeFactory.instance.objectNode();
                for (String field : compared) {
                    told.set(field, state.path(field));
                }
                first = first == null ? told : first;
                assertThat(told).as("%s, what %s is told", name, client.id()).isEqualTo(first);
                indices.add(state.path("index").asLong());
            }
            if (first != null) {
                // What went out before a node heard of a pause stays out: events of 2 s, of which there is one a
                // second.
                long apart = first.path("status").asText().equals("paused") ? 2 : 0;
                assertThat(Collections.max(indices) - Collections.min(indices))
                        .as("%s, how far clients are apart", name)
                        .isLessThanOrEqualTo(apart);
            }
        }
    }
}
