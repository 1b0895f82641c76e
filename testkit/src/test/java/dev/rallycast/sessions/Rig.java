package dev.rallycast.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerManager;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.User;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A manager on a virtual clock with the game {@code m1}: 1,000 events, event k at second k. */
final class Rig {
    static final int EVENTS = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    final VirtualClock clock;
    final InMemoryGameStorage memory = new InMemoryGameStorage();
    final FlakyStorage flaky;
    final SchedulerManager manager;

    Rig() {
        this(builder -> {});
    }

    Rig(Consumer<SchedulerManagerBuilder> options) {
        this(new VirtualClock(), new FlakyStorage(), options);
    }

    Rig(VirtualClock clock, FlakyStorage flaky, Consumer<SchedulerManagerBuilder> options) {
        this.clock = clock;
        this.flaky = flaky;
        memory.record(Game.of("m1", "tennis"), points(EVENTS));
        flaky.storage = memory;
        SchedulerManagerBuilder builder = SchedulerManager.builder((GameStorage) flaky);
        builder.clock(clock).protocol(new ConformingProtocol());
        options.accept(builder);
        manager = builder.build();
    }

    FakeClient connect(String user) {
        return FakeClient.connect(manager.clients(), User.named(user));
    }

    /** Connects and starts the game {@code m1}. */
    FakeClient join(String user, String mode, Object... options) {
        FakeClient client = connect(user);
        JsonNode reply = start(client, mode, options);
        if (!reply.path("type").asText().equals("started")) {
            throw new AssertionError("not started: " + reply);
        }
        return client;
    }

    static JsonNode start(FakeClient client, String mode, Object... options) {
        List<Object> fields = new ArrayList<>(List.of("game_id", "m1", "mode", mode));
        fields.addAll(List.of(options));
        return client.request("start", fields.toArray());
    }

    void seconds(double seconds) {
        clock.advance(Duration.ofNanos(Math.round(seconds * 1_000_000_000)));
    }

    /** The only playback there is. */
    Scheduler playback() {
        List<Scheduler> all = List.copyOf(manager.schedulers());
        if (all.size() != 1) {
            throw new AssertionError("expected one playback, found " + all);
        }
        return all.get(0);
    }

    static List<EventDraft> points(int events) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            drafts.add(draft(i));
        }
        return drafts;
    }

    static EventDraft draft(int second) {
        return EventDraft.of(Duration.ofSeconds(second), "point", Payload.of("{\"n\":" + second + "}"));
    }

    static String code(JsonNode reply) {
        return reply.path("code").asText();
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (java.io.IOException e) {
            throw new AssertionError(text, e);
        }
    }
}
