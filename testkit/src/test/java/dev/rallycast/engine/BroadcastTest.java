package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.model.Game;
import dev.rallycast.model.Role;
import dev.rallycast.spi.ControlPolicy;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Playbacks whose position follows from a scheduled start: "broadcast" in the design. */
class BroadcastTest {
    /** The match starts 100 s after the clock does; events at 0, 10, 20 and 30 s. */
    private final Stage stage = stage(builder -> builder.type(SchedulerType.spectator().toBuilder()
            .anchor(SchedulerType.Anchor.BROADCAST)
            .idle(Duration.ofSeconds(1))
            .build()));

    private static Stage stage(UnaryOperator<SchedulerManagerBuilder> options) {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.builder(Stage.GAME, "tennis")
                        .scheduledStart(Stage.WALL.plusSeconds(100))
                        .build(),
                Stage.events(0, 10, 20, 30));
        return Stage.over(storage, new VirtualClock(-1, Stage.WALL), options);
    }

    @Test
    void whoComesBeforeTheStartWaitsForIt() {
        stage.at(90);
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        stage.at(110);
        assertThat(eve.news())
                .containsExactly(
                        "90 started starting 0/-1 @0 x1",
                        "90 snapshot 0/-1 @0",
                        "100 state r0 playing 0/-1 @0 x1 playing",
                        "100 event 0/0 @0",
                        "110 event 0/1 @10");
    }

    @Test
    void whoComesMidwayIsWhereEverybodyWouldBe() {
        stage.at(112.25);
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        stage.at(130);
        assertThat(eve.news())
                .containsExactly(
                        "112.25 started playing 0/1 @12.25 x1",
                        "112.25 snapshot 0/1 @12.25 recent 0..1",
                        "120 event 0/2 @20",
                        "130 event 0/3 @30",
                        "130 state r0 ended 0/3 @30 x1 end");
    }

    @Test
    void whoComesBetweenMicrosecondsMissesNothingAndGetsNothingTwice() {
        stage.clock.advance(Duration.ofSeconds(110).plusNanos(1));
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        assertThat(eve.status()).isEqualTo("playing 0/1 @10 x1");
        stage.clock.advance(Duration.ofSeconds(10).minusNanos(2));
        eve.news();
        stage.nanos(1);
        assertThat(eve.news()).containsExactly("120 event 0/2 @20");
    }

    @Test
    void whoComesAtTheVeryTickOfAnEventFindsItOut() {
        stage.at(110);
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        assertThat(eve.news()).containsExactly("110 started playing 0/1 @10 x1", "110 snapshot 0/1 @10 recent 0..1");
    }

    @Test
    void whoComesAfterTheEndSeesTheEnd() {
        stage.at(5_000);
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        assertThat(eve.news()).containsExactly("5000 started ended 0/3 @30 x1", "5000 snapshot 0/3 @30 recent 0..3");
    }

    @Test
    void aKillAndANewCreationLoseNothingAndKeepTheName() {
        stage.at(105);
        Viewer eve = stage.connect("eve");
        JsonNode first = eve.start("spectator");
        stage.at(115);
        eve.client.disconnect();
        stage.at(117);
        assertThat(stage.manager.schedulers()).isEmpty();
        stage.at(121);
        Viewer again = stage.connect("eve");
        JsonNode second = again.start(
                "spectator", "resume", Map.of("playback", first.path("playback").asText(), "epoch", 0, "index", 1));
        assertThat(second.path("playback")).isEqualTo(first.path("playback"));
        assertThat(second.path("recovered").asBoolean()).isTrue();
        stage.at(130);
        // The event of 120 s, for which nobody was there, comes first; no snapshot.
        assertThat(again.news())
                .containsExactly(
                        "121 started playing 0/2 @21 x1",
                        "121 event 0/2 @20",
                        "130 event 0/3 @30",
                        "130 state r0 ended 0/3 @30 x1 end");
    }

    @Test
    void aCapIsCountedFromTheScheduledStart() {
        Stage controlled = controlled();
        controlled.at(104);
        Viewer ann = controlled.connect("ann");
        ann.start("tv", "max_gap", 2);
        controlled.at(106);
        assertThat(ann.news())
                .containsExactly(
                        "104 started playing 0/2 @4 x1",
                        "104 snapshot 0/2 @4 recent 0..2",
                        "106 event 0/3 @6",
                        "106 state r0 ended 0/3 @6 x1 end");
    }

    @Test
    void beginningPausedStandsWhereTheBroadcastWas() {
        Stage controlled = controlled();
        controlled.at(112);
        Viewer ann = controlled.connect("ann");
        ann.start("tv", "paused", true);
        controlled.at(200);
        assertThat(ann.news()).containsExactly("112 started paused 0/1 @12 x1", "112 snapshot 0/1 @12 recent 0..1");
        ann.resume();
        controlled.at(208);
        assertThat(ann.events()).containsExactly("208 2");
    }

    @Test
    void aSpeedToBeginWithCountsFromTheJoinOn() {
        Stage controlled = controlled();
        controlled.at(112);
        Viewer ann = controlled.connect("ann");
        ann.start("tv", "speed", 2);
        controlled.at(121);
        assertThat(ann.news())
                .containsExactly(
                        "112 started playing 0/1 @12 x2",
                        "112 snapshot 0/1 @12 recent 0..1",
                        "116 event 0/2 @20",
                        "121 event 0/3 @30",
                        "121 state r0 ended 0/3 @30 x2 end");
    }

    @Test
    void beginningPausedBeforeTheStartWaitsTheRestAfterTheResume() {
        Stage controlled = controlled();
        controlled.at(90);
        Viewer ann = controlled.connect("ann");
        ann.start("tv", "paused", true);
        controlled.at(200);
        ann.news();
        ann.resume();
        controlled.at(210);
        assertThat(ann.events()).containsExactly("210 0");
    }

    private static Stage controlled() {
        return stage(builder -> builder.type(SchedulerType.builder("tv")
                .role(Role.PLAYER)
                .control(ControlPolicy.players())
                .anchor(SchedulerType.Anchor.BROADCAST)
                .build()));
    }

    @Test
    void everyViewerSeesTheSame() {
        stage.at(101);
        Viewer eve = stage.spectator("eve");
        stage.at(102);
        Viewer joe = stage.spectator("joe");
        stage.at(140);
        List<String> news = eve.news();
        assertThat(news).hasSize(4).isEqualTo(joe.news());
    }
}
