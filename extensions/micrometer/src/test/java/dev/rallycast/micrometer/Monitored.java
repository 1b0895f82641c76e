package dev.rallycast.micrometer;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Track;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import dev.rallycast.time.VirtualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.stream.IntStream;

/** A manager on a virtual clock with its meters and the game {@code m1}: 200 events, event k at second k. */
final class Monitored {
    final VirtualClock clock = new VirtualClock();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final RallycastMetrics metrics = new RallycastMetrics();
    final SchedulerManager manager;

    Monitored() {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.of("m1", "tennis"),
                IntStream.range(0, 200)
                        .mapToObj(i -> EventDraft.of(Duration.ofSeconds(i), "point", Payload.of("{\"n\":" + i + "}")))
                        .toList());
        metrics.bindTo(registry);
        manager = SchedulerManager.builder(storage)
                .clock(clock)
                .protocol(new ConformingProtocol())
                .track(new Voice())
                .limits(Limits.builder()
                        .maxTrackBacklog(10)
                        .maxLagMessages(64)
                        .sendTimeout(Duration.ofHours(1))
                        .build())
                .listener(metrics)
                .clientListener(metrics)
                .build();
        metrics.observe(manager);
    }

    FakeClient join(String user, String mode) {
        FakeClient client = FakeClient.connect(manager.clients(), user);
        client.request("start", "game_id", "m1", "mode", mode);
        return client;
    }

    void millis(long millis) {
        clock.advance(Duration.ofMillis(millis));
    }

    double count(String meter, String... tags) {
        return registry.get(meter).tags(tags).counter().count();
    }

    double gauge(String meter, String... tags) {
        return registry.get(meter).tags(tags).gauge().value();
    }

    /** Says the number of every event, of which few are kept. */
    private static final class Voice implements Track<Long> {
        @Override
        public String name() {
            return "voice";
        }

        @Override
        public boolean appliesTo(Game game) {
            return true;
        }

        @Override
        public Delivery delivery() {
            return Delivery.BOUNDED;
        }

        @Override
        public Long initial(Game game) {
            return 0L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            output.emit(Payload.of(Long.toString(event.index())));
            return event.index();
        }

        @Override
        public Payload encode(Long state) {
            return Payload.of(state.toString());
        }
    }
}
