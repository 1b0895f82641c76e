package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The edge of a recording that is still growing; "at the live edge" in the design. */
class LiveEdgeTest {
    /** A player who has caught up with events at 0 and 2 s, at 2 s on the clock. */
    private static Viewer live(Stage stage) {
        Viewer ann = stage.player("ann");
        stage.at(2);
        ann.news();
        return ann;
    }

    @Test
    void reachingTheEdgeIsLiveAndNotTheEnd() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = stage.player("ann");
        stage.at(50);
        assertThat(ann.news()).containsExactly("2 event 0/1 @2", "2 state r1 live 0/1 @2 x1 live");
    }

    @Test
    void eventsAreDueWhenTheyAreAppendedWhateverTheirTime() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        stage.at(7);
        stage.append(900);
        stage.at(8);
        stage.append(900, 901.5);
        assertThat(ann.news()).containsExactly("7 event 0/2 @900", "8 event 0/3 @900", "8 event 0/4 @901.5");
        assertThat(ann.status()).isEqualTo("live 0/4 @901.5 x1");
    }

    @Test
    void eventsThatAreAppendedBehindThePlayheadWaitForTheirTime() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = stage.player("ann");
        stage.at(1);
        stage.append(3);
        stage.at(10);
        assertThat(ann.news()).containsExactly("2 event 0/1 @2", "3 event 0/2 @3", "3 state r1 live 0/2 @3 x1 live");
    }

    @Test
    void anotherSpeedThanOneIsRefusedAtTheEdge() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        assertThat(ann.speed(2).path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(ann.ask("pause", "speed", 2).path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(ann.ask("scrub", "to", index(2), "speed", 2).path("code").asText())
                .isEqualTo("BAD_STATE");
        assertThat(ann.status()).isEqualTo("live 0/1 @2 x1");
        ann.news();
        ann.speed(1);
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void resumingAtTheEdgeWithAnotherSpeedIsRefused() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        assertThat(ann.ask("resume", "speed", 2).path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(ann.status()).isEqualTo("paused 0/1 @2 x1");
    }

    @Test
    void aSpeedThatWasSetWhilePausedBecomesOneAtTheEdge() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        ann.speed(2);
        ann.news();
        ann.resume();
        assertThat(ann.news()).containsExactly("2 state r4 live 0/1 @2 x1 resume by ann");
    }

    @Test
    void aHigherSpeedBecomesOneOnReachingTheEdge() {
        Stage stage = Stage.growing(0, 2, 6);
        Viewer ann = stage.player("ann", "speed", 2);
        stage.at(20);
        assertThat(ann.news()).containsExactly("1 event 0/1 @2", "3 event 0/2 @6", "3 state r1 live 0/2 @6 x1 live");
    }

    @Test
    void pauseLeavesTheEdgeAndResumeIsBehindByThePause() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        stage.at(4);
        stage.append(4);
        stage.at(6);
        stage.append(6);
        stage.at(10);
        assertThat(ann.news()).containsExactly("2 state r2 paused 0/1 @2 x1 pause by ann");
        ann.resume();
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "10 state r3 playing 0/1 @2 x1 resume by ann",
                        "12 event 0/2 @4",
                        "14 event 0/3 @6",
                        "14 state r4 live 0/3 @6 x1 live");
    }

    @Test
    void resumeWhenNothingWasAppendedIsAtTheEdgeAgain() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        stage.at(10);
        ann.resume();
        stage.append(3);
        assertThat(ann.news())
                .containsExactly(
                        "2 state r2 paused 0/1 @2 x1 pause by ann",
                        "10 state r3 live 0/1 @2 x1 resume by ann",
                        "10 event 0/2 @3");
    }

    @Test
    void seekBackLeavesTheEdgeAndCatchingUpEntersItAgain() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        stage.at(5);
        ann.ask("scrub", "to", time(1), "speed", 2);
        stage.append(5);
        stage.at(20);
        assertThat(ann.news())
                .containsExactly(
                        "5 state r2 playing 1/0 @1 x2 scrub by ann",
                        "5 snapshot 1/0 @1 recent 0..0",
                        "5.5 event 1/1 @2",
                        "7 event 1/2 @5",
                        "7 state r3 live 1/2 @5 x1 live");
    }

    @Test
    void liveJumpsToTheEdge() {
        Stage stage = Stage.growing(0, 2, 60);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(5);
        bob.news();
        ann.live();
        stage.at(6);
        stage.append(61);
        assertThat(bob.news())
                .containsExactly(
                        "5 state r1 live 1/2 @60 x1 live by ann", "5 snapshot 1/2 @60 recent 0..2", "6 event 1/3 @61");
    }

    @Test
    void liveGoesOnAtNormalSpeedAlsoFromAPause() {
        Stage stage = Stage.growing(0, 2, 60);
        Viewer ann = stage.player("ann");
        ann.ask("pause", "speed", 4);
        ann.live();
        assertThat(ann.status()).isEqualTo("live 1/2 @60 x1");
    }

    @Test
    void liveWhilePausedAtTheEdgeGoesOnThereInTheSameEpoch() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        ann.news();
        ann.live();
        assertThat(ann.news()).containsExactly("2 state r3 live 0/1 @2 x1 live by ann");
    }

    @Test
    void liveAtTheEdgeChangesNothing() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        assertThat(ann.live().path("type").asText()).isEqualTo("ok");
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void liveIsRefusedWhereTheRecordingHasEnded() {
        Stage stage = Stage.growing(0, 2, 60);
        Viewer ann = live(stage);
        stage.end();
        assertThat(ann.live().path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(ann.status()).isEqualTo("playing 0/1 @2 x1");
    }

    @Test
    void whatIsAppendedWhileTheEdgeIsLookedForComesOutAtOnce() {
        Stage stage = Stage.growing(0, 2, 60);
        Viewer ann = live(stage);
        stage.inOneTurn(() -> {
            ann.tell("live");
            stage.append(900);
        });
        assertThat(ann.news())
                .containsExactly("2 state r1 live 1/3 @900 x1 live by ann", "2 snapshot 1/3 @900 recent 0..3");
        assertThat(ann.status()).isEqualTo("live 1/3 @900 x1");
    }

    @Test
    void theHostMayGoLive() {
        Stage stage = Stage.growing(0, 2, 60);
        Viewer ann = live(stage);
        stage.scheduler().live();
        assertThat(ann.news()).containsExactly("2 state r1 live 1/2 @60 x1 live", "2 snapshot 1/2 @60 recent 0..2");
    }

    @Test
    void seekPastTheEdgeIsLive() {
        Stage stage = Stage.growing(0, 2, 9);
        Viewer ann = stage.player("ann");
        ann.scrub(index(77));
        assertThat(ann.news())
                .containsExactly("0 state r1 live 1/2 @9 x1 scrub by ann", "0 snapshot 1/2 @9 recent 0..2");
    }

    @Test
    void seekPastTheEdgeWhilePausedStaysPausedThere() {
        Stage stage = Stage.growing(0, 2, 9);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(index(77));
        stage.append(10);
        assertThat(ann.status()).isEqualTo("paused 1/2 @9 x1");
        ann.news();
        ann.resume();
        stage.at(1);
        assertThat(ann.events()).containsExactly("1 3");
    }

    @Test
    void stepsWorkUpToTheEdge() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        assertThat(ann.step(1).path("code").asText()).isEqualTo("BAD_STATE");
        ann.pause();
        ann.step(1);
        stage.append(8);
        ann.step(5);
        assertThat(ann.status()).isEqualTo("paused 0/2 @8 x1");
    }

    @Test
    void theEndMarkAtTheEdgeEnds() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        stage.at(9);
        stage.end();
        assertThat(ann.news()).containsExactly("9 state r1 ended 0/1 @2 x1 end");
        stage.at(10);
        ann.resume();
        stage.at(12);
        assertThat(ann.events()).containsExactly("10 0", "12 1");
    }

    @Test
    void theEndMarkBehindThePlayheadChangesNothingUntilItIsReached() {
        Stage stage = Stage.growing(0, 2, 4);
        Viewer ann = stage.player("ann");
        stage.at(1);
        stage.end();
        assertThat(ann.news()).isEmpty();
        stage.at(9);
        assertThat(ann.news()).containsExactly("2 event 0/1 @2", "4 event 0/2 @4", "4 state r0 ended 0/2 @4 x1 end");
    }

    @Test
    void theEndMarkWhilePausedAtTheEdgeEnds() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = live(stage);
        ann.pause();
        ann.news();
        stage.at(5);
        stage.end();
        assertThat(ann.news()).containsExactly("5 state r2 ended 0/1 @2 x1 end");
    }

    @Test
    void aSpectatorJoinsAGrowingMatchAtItsEdge() {
        Stage stage = Stage.growing(0, 2, 500);
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        stage.at(1);
        stage.append(501);
        assertThat(eve.news())
                .containsExactly("0 started live 0/2 @500 x1", "0 snapshot 0/2 @500 recent 0..2", "1 event 0/3 @501");
    }

    @Test
    void aSpectatorJoinsAnEmptyGrowingMatch() {
        Stage stage = Stage.growing();
        Viewer eve = stage.connect("eve");
        eve.start("spectator");
        stage.at(3);
        stage.append(1);
        stage.end();
        assertThat(eve.news())
                .containsExactly(
                        "0 started live 0/-1 @0 x1",
                        "0 snapshot 0/-1 @0",
                        "3 event 0/0 @1",
                        "3 state r0 ended 0/0 @1 x1 end");
    }

    @Test
    void aPlayerBeginsAGrowingMatchAtItsStart() {
        Stage stage = Stage.growing(0, 2);
        Viewer ann = stage.connect("ann");
        ann.start("pvp");
        assertThat(ann.news()).containsExactly("0 started playing 0/-1 @0 x1", "0 snapshot 0/-1 @0", "0 event 0/0 @0");
    }

    @Test
    void whoMaySeekIsToldThatTheMatchHasGrownOnceASecondAtMost() {
        for (long origin : new long[] {
            0, Long.MIN_VALUE, Long.MAX_VALUE - Duration.ofSeconds(3).toNanos()
        }) {
            Stage stage = Stage.growingOn(new VirtualClock(origin, Stage.WALL), 0, 2);
            Viewer ann = live(stage);
            Viewer eve = stage.spectator("eve");
            ann.client.clear();
            for (int i = 0; i < 25; i++) {
                stage.clock.advance(Duration.ofMillis(100));
                stage.append(3 + i);
            }
            stage.at(10);
            assertThat(ann.client.frames("timeline"))
                    .as("clock from %d", origin)
                    .extracting(frame -> frame.path("length").asInt())
                    .containsExactly(3, 12, 22, 27);
            assertThat(eve.client.frames("timeline")).isEmpty();
        }
    }
}
