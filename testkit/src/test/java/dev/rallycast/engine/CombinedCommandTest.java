package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.marker;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Commands that seek, change the speed and the play state together; "pause, resume, speed, scrub" in the protocol. */
class CombinedCommandTest {
    private final Stage stage = Stage.of(0, 10, 20, 30);

    @Test
    void pauseWithSpeedAndTargetIsOneChange() {
        Viewer ann = stage.player("ann");
        stage.at(5);
        ann.ask("pause", "to", time(12), "speed", 2);
        assertThat(ann.news())
                .containsExactly("5 state r1 paused 1/1 @12 x2 pause by ann", "5 snapshot 1/1 @12 recent 0..1");
        ann.resume();
        stage.at(9);
        assertThat(ann.events()).containsExactly("9 2");
    }

    @Test
    void resumeWithSpeedAndTargetIsOneChange() {
        Viewer ann = stage.player("ann", "paused", true);
        ann.ask("resume", "to", index(2), "speed", 4);
        stage.at(2.5);
        assertThat(ann.news())
                .containsExactly(
                        "0 state r1 playing 1/1 @20 x4 resume by ann",
                        "0 snapshot 1/1 @20 recent 0..1",
                        "0 event 1/2 @20",
                        "2.5 event 1/3 @30",
                        "2.5 state r1 ended 1/3 @30 x4 end");
    }

    @Test
    void speedWithTargetKeepsThePlayState() {
        Viewer ann = stage.player("ann", "paused", true);
        ann.ask("speed", "speed", 2, "to", index(1));
        assertThat(ann.status()).isEqualTo("paused 1/0 @10 x2");
        ann.resume();
        ann.ask("speed", "speed", 4, "to", time(15));
        assertThat(ann.status()).isEqualTo("playing 2/1 @15 x4");
    }

    @Test
    void scrubWithSpeedKeepsThePlayState() {
        Viewer ann = stage.player("ann", "paused", true);
        ann.ask("scrub", "speed", 2, "to", index(1));
        assertThat(ann.status()).isEqualTo("paused 1/0 @10 x2");
    }

    @Test
    void pauseWithSpeedSettlesAtTheOldSpeed() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.ask("pause", "speed", 2);
        assertThat(ann.status()).isEqualTo("paused 0/0 @4 x2");
    }

    @Test
    void resumeWithSpeedGoesOnAtThatSpeed() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.pause();
        ann.ask("resume", "speed", 2);
        stage.at(7);
        assertThat(ann.events()).containsExactly("7 1");
    }

    @Test
    void aBadSpeedLeavesTheRestUndone() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.news();
        ann.ask("pause", "to", index(2), "speed", 99);
        assertThat(ann.news()).containsExactly("4 OUT_OF_RANGE");
        assertThat(ann.status()).isEqualTo("playing 0/0 @4 x1");
    }

    @Test
    void aBadTargetLeavesTheRestUndone() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.news();
        ann.ask("pause", "to", marker("nowhere", 1), "speed", 2);
        assertThat(ann.news()).containsExactly("4 BAD_REQUEST");
        assertThat(ann.status()).isEqualTo("playing 0/0 @4 x1");
        stage.at(10);
        assertThat(ann.events()).containsExactly("10 1");
    }

    @Test
    void aStaleRevisionLeavesTheRestUndone() {
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.news();
        ann.ask("pause", "to", index(2), "speed", 2, "revision", 7);
        assertThat(ann.news()).containsExactly("4 STALE_REVISION");
        assertThat(ann.status()).isEqualTo("playing 0/0 @4 x1");
    }

    @Test
    void pauseWithATargetPastTheEndEnds() {
        Viewer ann = stage.player("ann");
        ann.ask("pause", "to", index(99));
        assertThat(ann.status()).isEqualTo("ended 1/3 @30 x1");
    }

    @Test
    void resumeWithATargetWhilePlayingSeeks() {
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.ask("resume", "to", time(9));
        stage.at(2);
        assertThat(ann.events()).containsExactly("2 1");
    }
}
