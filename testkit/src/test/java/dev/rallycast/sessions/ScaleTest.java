package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.Scheduler;
import dev.rallycast.model.Game;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must not cost more for more sessions, and options at the far end of their range. */
class ScaleTest {
    @Test
    void whatIsAppendedAsksTheControlPolicyOfNoSession() {
        long[] asked = {0};
        Rig rig = new Rig(builder -> builder.type(SchedulerType.spectator().toBuilder()
                .control((action, role, user) -> {
                    asked[0]++;
                    return false;
                })
                .build()));
        RecordingWriter writer = rig.memory.create(Game.of("growing", "tennis"));
        List<FakeClient> clients = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            FakeClient client = rig.connect("user-" + i);
            client.request("start", "game_id", "growing", "mode", "spectator");
            clients.add(client);
        }
        asked[0] = 0;
        writer.append(List.of(Rig.draft(0)));
        assertThat(clients.get(99).eventIndices()).containsExactly(0L);
        assertThat(asked[0]).isZero();
    }

    @Test
    void aPlaybackMayStayForEver() {
        Rig rig = new Rig(builder -> builder.type(SchedulerType.spectator().toBuilder()
                        .idle(ChronoUnit.FOREVER.getDuration())
                        .build())
                .type(SchedulerType.builder("centuries")
                        .idle(Duration.ofDays(100_000))
                        .build())
                .sweep(ChronoUnit.FOREVER.getDuration())
                .stall(ChronoUnit.FOREVER.getDuration()));
        rig.join("ann", "spectator").disconnect();
        rig.join("bob", "centuries").disconnect();
        rig.clock.advance(Duration.ofDays(3_000));
        assertThat(rig.manager.schedulers()).hasSize(2);
    }

    @Test
    void aStartMayBeDelayedForEver() {
        Rig rig = new Rig(builder -> builder.type(SchedulerType.spectator().toBuilder()
                .startDelay(ChronoUnit.FOREVER.getDuration())
                .build()));
        FakeClient ann = rig.join("ann", "spectator");
        rig.clock.advance(Duration.ofDays(30));
        assertThat(ann.eventIndices()).isEmpty();
    }

    @Test
    void aSweepOfManyPlaybacksReachesAllOfThem() {
        Rig rig = new Rig(builder -> builder.engineLoops(1).sweep(Duration.ofSeconds(1)));
        for (int i = 0; i < 1_000; i++) {
            rig.join("user-" + i, "pvai").vanish();
        }
        rig.seconds(2);
        assertThat(rig.manager.schedulers().stream()
                        .mapToInt(Scheduler::sessions)
                        .sum())
                .isZero();
    }
}
