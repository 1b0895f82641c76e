package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SchedulerType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Those who watch what others play: "Who shares what" in the protocol. */
class WatchTest {
    private static final double[] TIMES = {0, 1, 2, 3, 4, 5, 60, 61, 120};

    private static Viewer watcher(Stage stage, String user, Map<String, Object> what) {
        Viewer viewer = stage.connect(user);
        viewer.client.request("start", "game_id", Stage.GAME, "watch", what);
        return viewer;
    }

    private static Viewer watcher(Stage stage, String user) {
        Viewer viewer = watcher(stage, user, Map.of("mode", "pvp"));
        viewer.news();
        return viewer;
    }

    @Test
    void whoWatchesSharesPauseSpeedAndSeeks() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        stage.at(1.5);
        Viewer eve = watcher(stage, "eve", Map.of("mode", "pvp"));
        assertThat(eve.news()).containsExactly("1.5 started playing 0/1 @1.5 x1", "1.5 snapshot 0/1 @1.5 recent 0..1");
        assertThat(eve.client.last("started").path("role").asText()).isEqualTo("spectator");
        assertThat(eve.client.last("started").path("mode").asText()).isEqualTo("pvp");
        ann.pause();
        ann.scrub(index(4));
        ann.ask("resume", "speed", 2);
        assertThat(eve.news())
                .containsExactly(
                        "1.5 state r1 paused 0/1 @1.5 x1 pause by ann",
                        "1.5 state r2 paused 1/3 @4 x1 scrub by ann",
                        "1.5 snapshot 1/3 @4 recent 0..3",
                        "1.5 state r3 playing 1/3 @4 x2 resume by ann",
                        "1.5 event 1/4 @4");
    }

    @Test
    void whoWatchesMayControlNothingAndSeesNothingOfWhatComes() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        Viewer eve = watcher(stage, "eve");
        ann.news();
        for (String action : new String[] {"pause", "resume", "step", "live"}) {
            assertThat(eve.ask(action).path("code").asText()).isEqualTo("NOT_ALLOWED");
        }
        assertThat(eve.client.frames("timeline")).isEmpty();
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void aPlayerWhoWatchesFromAnotherTabMayControlNothingThere() {
        Stage stage = Stage.of(TIMES);
        stage.player("ann");
        Viewer ann = watcher(stage, "ann");
        assertThat(ann.ask("pause").path("code").asText()).isEqualTo("NOT_ALLOWED");
    }

    @Test
    void whoWatchesTakesNoSeat() {
        Stage stage = Stage.of(TIMES);
        stage.player("ann");
        watcher(stage, "eve");
        watcher(stage, "eva");
        assertThat(stage.connect("bob").start("pvp").path("type").asText()).isEqualTo("started");
        assertThat(stage.connect("eve").start("pvp").path("code").asText()).isEqualTo("GAME_BUSY");
    }

    @Test
    void aPlaybackOfOneUserIsNamedByThatUser() {
        Stage stage = Stage.of(TIMES);
        stage.join("ann", "pvai");
        stage.at(1);
        Viewer bob = stage.join("bob", "pvai");
        Viewer eve = watcher(stage, "eve", Map.of("mode", "pvai", "player", "bob"));
        assertThat(eve.client.last("started").path("playback"))
                .isEqualTo(bob.client.last("started").path("playback"));
    }

    @Test
    void whatNobodyPlaysCannotBeWatched() {
        Stage stage = Stage.of(TIMES);
        stage.join("ann", "pvai");
        List<Map<String, Object>> nobodys =
                List.of(Map.of("mode", "pvp"), Map.of("mode", "pvai"), Map.of("mode", "pvai", "player", "bob"));
        for (Map<String, Object> what : nobodys) {
            Viewer eve = watcher(stage, "eve", what);
            assertThat(eve.client.last("error").path("code").asText()).isEqualTo("BAD_STATE");
        }
        assertThat(stage.manager.schedulers()).hasSize(1);
        Viewer eve = watcher(stage, "eve", Map.of("mode", "chess"));
        assertThat(eve.client.last("error").path("code").asText()).isEqualTo("BAD_REQUEST");
    }

    @Test
    void whoWatchesIsTakenInWhileThePlaybackIsBeingMade() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.connect("ann");
        Viewer eve = stage.connect("eve");
        stage.inOneTurn(() -> {
            ann.tell("start", "game_id", Stage.GAME, "mode", "pvp");
            eve.tell("start", "game_id", Stage.GAME, "watch", Map.of("mode", "pvp"));
        });
        assertThat(eve.client.last("started").path("playback"))
                .isEqualTo(ann.client.last("started").path("playback"));
    }

    @Test
    void whoWatchesKeepsThePlaybackAlive() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        Viewer eve = watcher(stage, "eve");
        ann.ask("stop");
        stage.at(100);
        assertThat(eve.status()).isEqualTo("playing 0/7 @100 x1");
        eve.ask("stop");
        assertThat(stage.manager.schedulers()).isEmpty();
    }

    @Test
    void aPauseThatNobodyCanLiftAnyMoreIsReleasedAfterTheGrace() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        Viewer eve = watcher(stage, "eve");
        stage.at(2);
        ann.pause();
        eve.news();
        stage.at(10);
        ann.client.disconnect();
        stage.at(39.9);
        assertThat(eve.status()).isEqualTo("paused 0/2 @2 x1");
        stage.at(41);
        assertThat(eve.news()).containsExactly("40 state r2 playing 0/2 @2 x1 released", "41 event 0/3 @3");
    }

    @Test
    void aPlayerWhoReturnsInTimeFindsThePause() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        watcher(stage, "eve");
        stage.at(2);
        ann.pause();
        ann.client.disconnect();
        stage.at(20);
        Viewer again = stage.player("ann");
        stage.at(200);
        assertThat(again.status()).isEqualTo("paused 0/2 @2 x1");
    }

    @Test
    void aPauseByTheHostIsNotReleased() {
        Stage stage = Stage.of(TIMES);
        Viewer ann = stage.player("ann");
        Viewer eve = watcher(stage, "eve");
        stage.scheduler().pause();
        ann.ask("stop");
        stage.at(500);
        assertThat(eve.status()).isEqualTo("paused 0/0 @0 x1");
    }

    @Test
    void withoutAGraceThePauseIsReleasedAtOnce() {
        Stage stage = Stage.with(
                builder -> builder.type(
                        SchedulerType.pvp().toBuilder().idle(Duration.ZERO).build()),
                TIMES);
        Viewer ann = stage.player("ann");
        Viewer eve = watcher(stage, "eve");
        ann.pause();
        ann.ask("stop");
        stage.at(1);
        assertThat(eve.status()).isEqualTo("playing 0/1 @1 x1");
    }

    @Test
    void anUnpacedPlaybackDoesNotWaitForThoseWhoWatch() {
        double[] times = new double[3_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
        }
        Stage stage = Stage.of(times);
        Viewer ann = stage.join("ann", "pvai", "delay", 0, "paused", true);
        Viewer eve = watcher(stage, "eve", Map.of("mode", "pvai", "player", "ann"));
        eve.client.stopReading();
        ann.resume();
        assertThat(ann.status()).startsWith("ended 0/2999");
    }
}
