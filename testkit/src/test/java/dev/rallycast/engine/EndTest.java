package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The end of a recording, and what commands do there. */
class EndTest {
    private final Stage stage = Stage.of(0, 10);

    private Viewer atTheEnd() {
        Viewer ann = stage.player("ann");
        stage.at(20);
        ann.news();
        return ann;
    }

    @Test
    void theEndIsToldOnceAndTheClockStandsThere() {
        Viewer ann = stage.player("ann");
        stage.at(500);
        assertThat(ann.news()).containsExactly("10 event 0/1 @10", "10 state r0 ended 0/1 @10 x1 end");
        assertThat(ann.status()).isEqualTo("ended 0/1 @10 x1");
    }

    @Test
    void resumeAtTheEndPlaysFromTheStartInANewEpoch() {
        Viewer ann = atTheEnd();
        ann.resume();
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "20 state r1 playing 1/-1 @0 x1 resume by ann",
                        "20 snapshot 1/-1 @0",
                        "20 event 1/0 @0",
                        "30 event 1/1 @10",
                        "30 state r1 ended 1/1 @10 x1 end");
    }

    @Test
    void resumeAtTheEndKeepsTheSpeed() {
        Viewer ann = atTheEnd();
        ann.speed(2);
        ann.resume();
        stage.at(25);
        assertThat(ann.events()).containsExactly("20 0", "25 1");
    }

    @Test
    void resumeWithASpeedAtTheEndPlaysFromTheStartAtThatSpeed() {
        Viewer ann = atTheEnd();
        ann.ask("resume", "speed", 5);
        stage.at(22);
        assertThat(ann.events()).containsExactly("20 0", "22 1");
    }

    @Test
    void scrubFromTheEndPlaysOn() {
        Viewer ann = atTheEnd();
        ann.scrub(time(7));
        stage.at(23);
        assertThat(ann.news())
                .containsExactly(
                        "20 state r1 playing 1/0 @7 x1 scrub by ann",
                        "20 snapshot 1/0 @7 recent 0..0",
                        "23 event 1/1 @10",
                        "23 state r1 ended 1/1 @10 x1 end");
    }

    @Test
    void pauseAtTheEndHoldsWhatIsSoughtAfterwards() {
        Viewer ann = atTheEnd();
        ann.pause();
        assertThat(ann.news()).containsExactly("20 state r1 ended 0/1 @10 x1 pause by ann");
        ann.scrub(index(1));
        stage.at(50);
        assertThat(ann.news())
                .containsExactly("20 state r2 paused 1/0 @10 x1 scrub by ann", "20 snapshot 1/0 @10 recent 0..0");
    }

    @Test
    void resumeAfterAPauseAtTheEndPlaysFromTheStart() {
        Viewer ann = atTheEnd();
        ann.pause();
        ann.news();
        ann.resume();
        assertThat(ann.news())
                .containsExactly(
                        "20 state r2 playing 1/-1 @0 x1 resume by ann", "20 snapshot 1/-1 @0", "20 event 1/0 @0");
    }

    @Test
    void speedAtTheEndChangesNoPosition() {
        Viewer ann = atTheEnd();
        ann.speed(2);
        stage.at(40);
        assertThat(ann.news()).containsExactly("20 state r1 ended 0/1 @10 x2 speed by ann");
    }

    @Test
    void theNextEventOfTheSameTimeIsOutBeforeTheEnd() {
        Stage ties = Stage.of(1, 1, 1);
        Viewer ann = ties.player("ann");
        ties.at(1);
        assertThat(ann.news())
                .containsExactly(
                        "1 event 0/0 @1", "1 event 0/1 @1", "1 event 0/2 @1", "1 state r0 ended 0/2 @1 x1 end");
    }

    @Test
    void whoJoinsAfterTheEndSeesTheEnd() {
        atTheEnd();
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        assertThat(bob.news()).containsExactly("20 started ended 0/1 @10 x1", "20 snapshot 0/1 @10 recent 0..1");
    }

    @Test
    void resumeByTwoAtTheEndRestartsOnce() {
        Viewer ann = atTheEnd();
        Viewer bob = stage.player("bob");
        stage.inOneTurn(() -> {
            ann.tell("resume");
            bob.tell("resume");
        });
        assertThat(ann.news())
                .containsExactly(
                        "20 state r1 playing 1/-1 @0 x1 resume by ann", "20 snapshot 1/-1 @0", "20 event 1/0 @0");
        assertThat(bob.news()).endsWith("20 event 1/0 @0");
    }
}
