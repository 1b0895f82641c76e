package dev.rallycast.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.Limits;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Managers that share their playbacks of the game {@code m1}: 1,000 events, event k at second k. */
final class Cluster {
    final VirtualClock clock = new VirtualClock();
    final SimulatedStore store;
    final InMemoryGameStorage recordings = new InMemoryGameStorage();
    final List<SimulatedStore.Node> nodes = new ArrayList<>();
    final List<SchedulerManager> managers = new ArrayList<>();
    private int replaced;

    Cluster(int size) {
        this(size, 1);
    }

    Cluster(int size, long seed) {
        store = new SimulatedStore(clock, seed);
        List<EventDraft> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(EventDraft.of(Duration.ofSeconds(i), "point", Payload.of("{\"n\":" + i + "}")));
        }
        recordings.record(Game.of("m1", "tennis"), events);
        for (int i = 0; i < size; i++) {
            nodes.add(store.node("node-" + i, Duration.ZERO));
            managers.add(manager(nodes.get(i)));
        }
    }

    private SchedulerManager manager(SimulatedStore.Node node) {
        return SchedulerManager.builder(recordings)
                .clock(clock)
                .protocol(new ConformingProtocol())
                .limits(Limits.builder()
                        .playerRate(10_000, 10_000)
                        .spectatorRate(10_000, 10_000)
                        .build())
                .shared(node)
                .build();
    }

    /** A node ends without a word, as if its machine had failed, and another one begins in its place. */
    void replace(int node) {
        nodes.get(node).cutOff = true;
        managers.get(node).close();
        nodes.set(node, store.node("node-" + node + "-" + ++replaced, Duration.ZERO));
        managers.set(node, manager(nodes.get(node)));
    }

    FakeClient connect(int node, String user) {
        return FakeClient.connect(managers.get(node).clients(), user);
    }

    FakeClient join(int node, String user, String mode, Object... options) {
        FakeClient client = connect(node, user);
        JsonNode reply = start(client, mode, options);
        if (!reply.path("type").asText().equals("started")) {
            throw new AssertionError("not started: " + reply);
        }
        return client;
    }

    JsonNode start(FakeClient client, String mode, Object... options) {
        List<Object> fields = new ArrayList<>(List.of("game_id", "m1", "mode", mode));
        fields.addAll(List.of(options));
        return ask(client, "start", fields.toArray());
    }

    /** Sends a command and lets time pass until the reply is there, 3 s at most. */
    JsonNode ask(FakeClient client, String action, Object... fields) {
        String id = client.command(action, fields);
        for (int i = 0; i < 300 && client.reply(id) == null; i++) {
            clock.advance(Duration.ofMillis(i == 0 ? 0 : 10));
        }
        JsonNode reply = client.reply(id);
        if (reply == null) {
            throw new AssertionError("no reply to " + action + "; got " + client.texts());
        }
        return reply;
    }

    void seconds(double seconds) {
        clock.advance(Duration.ofNanos(Math.round(seconds * 1_000_000_000)));
    }
}
