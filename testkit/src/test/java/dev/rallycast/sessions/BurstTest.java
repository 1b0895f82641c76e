package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.Stepped;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Commands that all arrive before the first of them is done. */
class BurstTest {
    private final Rig rig = new Rig();
    private final FakeClient ann = rig.connect("ann");

    @Test
    void aBurstIsAnsweredInOrderAndNothingFollowsStopped() {
        List<String> ids = new ArrayList<>();
        inOneTurn(() -> {
            ids.add(ann.command("start", "game_id", "m1", "mode", "pvai"));
            ids.add(ann.command("pause"));
            ids.add(ann.command("scrub", "to", Rig.json("{'by':10}")));
            ids.add(ann.command("step"));
            ids.add(ann.command("scrub", "to", Rig.json("{'by':20}")));
            ids.add(ann.command("stop"));
        });

        assertThat(ann.frames().stream()
                        .filter(frame -> frame.has("id"))
                        .map(frame -> frame.get("id").asText()))
                .containsExactlyElementsOf(ids);
        assertThat(ann.types().get(ann.types().size() - 1)).isEqualTo("stopped");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void whatIsAskedForBeforeStopIsDoneWhereOthersGoOn() {
        FakeClient bob = rig.join("bob", "pvp");
        FakeClient eve = rig.join("eve", "pvp");
        inOneTurn(() -> {
            bob.command("scrub", "to", Rig.json("{'index':500}"));
            bob.command("stop");
        });

        JsonNode snapshot = eve.last("snapshot");
        assertThat(snapshot.get("epoch").asLong()).isEqualTo(1);
        assertThat(snapshot.get("index").asLong()).isEqualTo(499);
    }

    @Test
    void whoLeavesAStreamIsAnsweredInOrderWhereOthersGoOn() {
        FakeClient bob = rig.join("bob", "pvp");
        rig.join("eve", "pvp");
        bob.clear();
        List<String> ids = new ArrayList<>();
        inOneTurn(() -> {
            ids.add(bob.command("scrub", "to", Rig.json("{'index':500}")));
            ids.add(bob.command("start", "game_id", "m1", "mode", "pvai"));
            ids.add(bob.command("scrub", "to", Rig.json("{'index':600}")));
            ids.add(bob.command("stop"));
            ids.add(bob.command("start", "game_id", "m1", "mode", "pvp"));
            ids.add(bob.command("step"));
            ids.add(bob.command("scrub", "to", Rig.json("{'index':700}")));
            ids.add(bob.command("stop"));
            ids.add(bob.command("pause"));
        });

        assertThat(bob.frames().stream()
                        .filter(frame -> frame.has("id"))
                        .map(frame -> frame.get("id").asText()))
                .containsExactlyElementsOf(ids);
        assertThat(Rig.code(bob.last("error"))).isEqualTo("NOT_STARTED");
    }

    private void inOneTurn(Runnable commands) {
        Stepped once = new Stepped() {
            private boolean done;

            @Override
            public int step() {
                if (done) {
                    return 0;
                }
                done = true;
                commands.run();
                return 1;
            }

            @Override
            public long nanosToNext() {
                return done ? NEVER : 0;
            }
        };
        rig.clock.attach(once);
        rig.clock.wake();
        rig.clock.detach(once);
    }
}
