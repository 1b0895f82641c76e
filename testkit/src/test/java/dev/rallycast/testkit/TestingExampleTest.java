package dev.rallycast.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TestingExampleTest {
    @Test
    void eventsArriveWhenTheyAreDue() {
        // tag::testing[]
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.of("m1", "tennis"),
                EventDraft.of(Duration.ofSeconds(1), "point", Payload.of("{\"winner\":1}")),
                EventDraft.of(Duration.ofSeconds(5), "point", Payload.of("{\"winner\":2}")));
        VirtualClock clock = new VirtualClock();
        SchedulerManager manager =
                SchedulerManager.builder(storage).clock(clock).build();

        FakeClient ann = FakeClient.connect(manager.clients(), "ann");
        ann.request("start", "game_id", "m1", "mode", "pvai");
        clock.advance(Duration.ofSeconds(3));

        assertThat(ann.eventIndices()).containsExactly(0L);
        // end::testing[]
    }
}
