package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The start delay, and each command that interrupts it; "Every wait is interruptible" in the design. */
class StartDelayTest {
    private final Stage stage = Stage.with(Stage.startDelay(5), 0, 2);

    @Test
    void nothingComesBeforeTheDelayIsOver() {
        Viewer ann = stage.connect("ann");
        ann.start("pvp");
        stage.at(4.999999999);
        assertThat(ann.news()).containsExactly("0 started starting 0/-1 @0 x1", "0 snapshot 0/-1 @0");
        stage.at(7);
        assertThat(ann.news())
                .containsExactly(
                        "5 event 0/0 @0",
                        "5 state r0 playing 0/0 @0 x1 playing",
                        "7 event 0/1 @2",
                        "7 state r0 ended 0/1 @2 x1 end");
    }

    @Test
    void pauseStopsTheDelayAndResumeWaitsItsRest() {
        Viewer ann = stage.player("ann");
        stage.at(3);
        ann.pause();
        stage.at(100);
        assertThat(ann.news()).containsExactly("3 state r1 paused 0/-1 @0 x1 pause by ann");
        ann.resume();
        stage.at(104);
        assertThat(ann.news())
                .containsExactly(
                        "100 state r2 starting 0/-1 @0 x1 resume by ann",
                        "102 event 0/0 @0",
                        "102 state r2 playing 0/0 @0 x1 playing",
                        "104 event 0/1 @2",
                        "104 state r2 ended 0/1 @2 x1 end");
    }

    @Test
    void theRestOfTheDelaySurvivesSeveralPauses() {
        Viewer ann = stage.player("ann");
        for (int i = 0; i < 4; i++) {
            stage.at(10 * i + 1);
            ann.pause();
            stage.at(10 * i + 10);
            ann.resume();
        }
        // 1 s of the delay was used at first, then 1 s after each of three resumes, so 1 s is left.
        ann.news();
        stage.at(41);
        assertThat(ann.events()).containsExactly("41 0");
    }

    @Test
    void resumeDoesNotShortenTheDelay() {
        Viewer ann = stage.player("ann");
        stage.at(3);
        ann.resume();
        assertThat(ann.news()).isEmpty();
        stage.at(5);
        assertThat(ann.events()).containsExactly("5 0");
    }

    @Test
    void theDelayIsWallTimeWhateverTheSpeed() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.speed(2);
        stage.at(6);
        assertThat(ann.news())
                .containsExactly(
                        "1 state r1 starting 0/-1 @0 x2 speed by ann",
                        "5 event 0/0 @0",
                        "5 state r1 playing 0/0 @0 x2 playing",
                        "6 event 0/1 @2",
                        "6 state r1 ended 0/1 @2 x2 end");
    }

    @Test
    void theRestOfTheDelaySurvivesASpeedChangeWhilePaused() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.pause();
        ann.speed(2);
        stage.at(10);
        ann.resume();
        stage.at(12);
        assertThat(ann.events()).containsExactly("11 0", "12 1");
    }

    @Test
    void scrubEndsTheDelay() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.scrub(time(1));
        stage.at(2);
        assertThat(ann.news())
                .containsExactly(
                        "1 state r1 playing 1/0 @1 x1 scrub by ann",
                        "1 snapshot 1/0 @1 recent 0..0",
                        "2 event 1/1 @2",
                        "2 state r1 ended 1/1 @2 x1 end");
        stage.at(20);
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void scrubWhilePausedInTheDelayEndsItToo() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.pause();
        ann.scrub(index(0));
        stage.at(3);
        ann.news();
        ann.resume();
        assertThat(ann.news()).containsExactly("3 state r3 playing 1/-1 @0 x1 resume by ann", "3 event 1/0 @0");
    }

    @Test
    void stepIsRefusedInTheDelay() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.step(1);
        assertThat(ann.news()).containsExactly("1 BAD_STATE");
        stage.at(5);
        assertThat(ann.events()).containsExactly("5 0");
    }

    @Test
    void statusDoesNotDisturbTheDelay() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        assertThat(ann.status()).isEqualTo("starting 0/-1 @0 x1");
        stage.at(5);
        assertThat(ann.events()).containsExactly("5 0");
    }

    @Test
    void stopInTheDelayEndsThePlayback() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.ask("stop");
        assertThat(stage.manager.schedulers()).isEmpty();
        stage.at(20);
        assertThat(ann.news()).containsExactly("1 stopped stop");
    }

    @Test
    void killInTheDelayEndsThePlayback() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        stage.scheduler().kill("rain");
        stage.at(20);
        assertThat(ann.news()).containsExactly("1 stopped rain");
    }

    @Test
    void whoJoinsInTheDelayWaitsForTheSameStart() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        stage.at(5);
        assertThat(bob.news())
                .containsExactly(
                        "4 started starting 0/-1 @0 x1",
                        "4 snapshot 0/-1 @0",
                        "5 event 0/0 @0",
                        "5 state r0 playing 0/0 @0 x1 playing");
        assertThat(ann.events()).containsExactly("5 0");
    }

    @Test
    void theDelayRunsOnWhileNobodyIsThere() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.client.disconnect();
        stage.at(6);
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        assertThat(bob.news()).containsExactly("6 started playing 0/0 @1 x1", "6 snapshot 0/0 @1 recent 0..0");
    }

    @Test
    void beginningPausedIsLikeAPauseAtOnce() {
        Viewer ann = stage.player("ann", "paused", true);
        assertThat(ann.status()).isEqualTo("paused 0/-1 @0 x1");
        stage.at(10);
        ann.news();
        ann.resume();
        stage.at(17);
        assertThat(ann.events()).containsExactly("15 0", "17 1");
    }

    @Test
    void theDelayPrecedesAnyPlaceToBeginFrom() {
        Viewer ann = stage.player("ann", "from", time(1.5));
        stage.at(6);
        assertThat(ann.events()).containsExactly("5.5 1");
    }
}
