package dev.rallycast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/** What tests of nodes have in common: who connects, and what must be true of what they are told. */
final class Nodes {
    static final String RECORDINGS = "rallycast:{";
    static final String PLAYBACK = ":playback";

    private static final Duration APART = Duration.ofMillis(25);

    private Nodes() {}

    /** A server of this machine. */
    static String uri(int port) {
        return "redis://127.0.0.1:" + port;
    }

    /** Makes a recording in which event n says that it is the n-th. */
    static void record(WritableGameStorage storage, String game, int length) {
        try (RecordingWriter writer = storage.create(
                Game.builder(game, "counting").players("Ann", "Bob").build())) {
            List<EventDraft> events = LongStream.range(0, length)
                    .mapToObj(n -> EventDraft.of(APART.multipliedBy(n), "number", Payload.of("{\"n\":" + n + "}")))
                    .toList();
            writer.append(events);
            writer.end();
        }
    }

    /** Somebody who plays with one other. */
    static NodeClient player(String name, String game, Node node) throws Exception {
        return new NodeClient(name, "{\"mode\":\"pvp\",\"game_id\":\"" + game + "\"}").join(node);
    }

    /** Somebody who watches what players play. */
    static NodeClient watcher(String name, String game, Node node) throws Exception {
        return new NodeClient(
                        name, "{\"mode\":\"spectator\",\"game_id\":\"" + game + "\",\"watch\":{\"mode\":\"pvp\"}}")
                .join(node);
    }

    /** Somebody who watches the game itself. */
    static NodeClient spectator(String name, String game, Node node) throws Exception {
        return new NodeClient(name, "{\"mode\":\"spectator\",\"game_id\":\"" + game + "\"}").join(node);
    }

    /** A command was. */
    static void accepted(JsonNode reply) {
        assertThat(reply.path("type").asText()).as("%s", reply).isEqualTo("ok");
    }

    /** Where a seek goes. */
    static Map<String, Object> to(long index) {
        return Map.of("index", index);
    }

    /** Waits until something is true of all. */
    static void all(String what, List<NodeClient> clients, Predicate<NodeClient> condition) {
        clients.forEach(one -> one.await(what, condition));
    }

    /** Waits until all are told the same of their playback, and have heard of every change that one of them has heard of. */
    static void agree(String name, List<NodeClient> clients) {
        Waiting.until(name + ": all are told the same: " + clients, () -> {
            long newest = clients.stream().mapToLong(NodeClient::revision).max().orElseThrow();
            return clients.stream().map(NodeClient::agreed).distinct().count() == 1
                    && clients.get(0).state("revision").equals(Long.toString(newest));
        });
    }

    /** None was told anything that does not fit. */
    static void consistent(String name, List<NodeClient> clients) {
        for (NodeClient one : clients) {
            assertThat(one.broken()).as("%s: %s", name, one).isEmpty();
        }
    }

    /** Both were told the same events. Returns by how many milliseconds one was sent later than the other, in order. */
    static long[] sameEvents(NodeClient one, NodeClient other) {
        Map<Long, JsonNode> others = other.events();
        List<Long> apart = new ArrayList<>();
        one.events().forEach((index, event) -> {
            JsonNode same = others.get(index);
            if (same != null) {
                for (String field : List.of("epoch", "time", "kind", "data")) {
                    assertThat(same.path(field))
                            .as("%s of event %s", field, index)
                            .isEqualTo(event.path(field));
                }
                apart.add(Math.abs(
                        same.path("at_ms").asLong() - event.path("at_ms").asLong()));
            }
        });
        return apart.stream().mapToLong(Long::longValue).sorted().toArray();
    }

    /** Where Redis has what players play. */
    static String playbackKey(String game) {
        return RECORDINGS + "pvp:" + game + ":}" + PLAYBACK;
    }
}
