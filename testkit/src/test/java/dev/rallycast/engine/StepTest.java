package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Stepping by events; "step" in {@code docs/protocol.md}. */
class StepTest {
    @Test
    void stepForwardLetsOutTheNextEventInTheSameEpoch() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "paused", true);
        ann.ask("step");
        ann.ask("step");
        stage.at(5);
        assertThat(ann.news())
                .containsExactly(
                        "0 event 0/0 @0",
                        "0 state r1 paused 0/0 @0 x1 step by ann",
                        "0 event 0/1 @10",
                        "0 state r2 paused 0/1 @10 x1 step by ann");
    }

    @Test
    void stepBackShowsASnapshotInANewEpoch() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.pause();
        ann.news();
        ann.step(-1);
        assertThat(ann.news())
                .containsExactly("12 state r2 paused 1/0 @0 x1 step by ann", "12 snapshot 1/0 @0 recent 0..0");
    }

    @Test
    void stepsBySeveralEventsAtOnce() {
        Stage stage = Stage.of(0, 10, 20, 30);
        Viewer ann = stage.player("ann", "paused", true);
        ann.step(3);
        assertThat(ann.news())
                .containsExactly(
                        "0 event 0/0 @0",
                        "0 event 0/1 @10",
                        "0 event 0/2 @20",
                        "0 state r1 paused 0/2 @20 x1 step by ann");
        ann.step(-2);
        assertThat(ann.news())
                .containsExactly("0 state r2 paused 1/0 @0 x1 step by ann", "0 snapshot 1/0 @0 recent 0..0");
    }

    @Test
    void stepOfNothingChangesNothing() {
        Viewer ann = Stage.of(0, 10).player("ann", "paused", true);
        ann.step(0);
        assertThat(ann.news()).isEmpty();
        assertThat(ann.status()).isEqualTo("paused 0/-1 @0 x1");
    }

    @Test
    void stepBeyondTheStartClamps() {
        Viewer ann = Stage.of(5, 10, 20).player("ann", "paused", true);
        ann.step(2);
        ann.news();
        ann.step(-7);
        assertThat(ann.news()).containsExactly("0 state r2 paused 1/-1 @0 x1 step by ann", "0 snapshot 1/-1 @0");
        ann.step(-1);
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void stepBeyondTheEndClampsAndEnds() {
        Viewer ann = Stage.of(5, 10, 20).player("ann", "paused", true);
        ann.step(Integer.MAX_VALUE);
        assertThat(ann.news()).endsWith("0 event 0/2 @20", "0 state r1 ended 0/2 @20 x1 step by ann");
        ann.step(1);
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void stepBackFromTheEndPausesThere() {
        Stage stage = Stage.of(5, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(30);
        ann.news();
        ann.step(-1);
        stage.at(60);
        assertThat(ann.news())
                .containsExactly("30 state r1 paused 1/1 @10 x1 step by ann", "30 snapshot 1/1 @10 recent 0..1");
    }

    @Test
    void stepWhilePlayingIsRefused() {
        Stage stage = Stage.of(0, 10);
        Viewer ann = stage.player("ann");
        stage.at(5);
        ann.news();
        JsonNode refusal = ann.ask("step");
        assertThat(refusal.path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(refusal.path("state").path("revision").asLong()).isZero();
        stage.at(10);
        assertThat(ann.news()).startsWith("5 BAD_STATE", "10 event 0/1 @10");
    }

    @Test
    void stepAcrossEventsOfEqualTimeTakesThemOneByOne() {
        Viewer ann = Stage.of(1, 2, 2, 2, 3).player("ann", "paused", true);
        ann.scrub(index(1));
        ann.ask("step");
        assertThat(ann.status()).isEqualTo("paused 1/1 @2 x1");
        ann.ask("step");
        assertThat(ann.status()).isEqualTo("paused 1/2 @2 x1");
        ann.step(-1);
        assertThat(ann.status()).isEqualTo("paused 2/1 @2 x1");
        ann.step(-1);
        assertThat(ann.status()).isEqualTo("paused 3/0 @1 x1");
    }

    @Test
    void resumeAfterAStepAmongEqualTimesLetsTheRestOfThemOutAtOnce() {
        Stage stage = Stage.of(1, 2, 2, 2, 3);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(index(2));
        ann.ask("step");
        ann.news();
        ann.resume();
        stage.at(1);
        assertThat(ann.events()).containsExactly("0 3", "1 4");
    }

    @Test
    void stepFromAGapMovesTheClockToTheEvent() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(time(13));
        ann.ask("step");
        assertThat(ann.status()).isEqualTo("ended 1/2 @20 x1");
        ann.scrub(time(13));
        ann.step(-1);
        assertThat(ann.status()).isEqualTo("paused 3/0 @0 x1");
        ann.news();
        ann.resume();
        stage.at(10);
        assertThat(ann.events()).containsExactly("10 1");
    }

    @Test
    void aLongStepForwardIsASnapshotInANewEpoch() {
        double[] times = new double[1_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
        }
        Viewer ann = Stage.of(times).player("ann", "paused", true);
        ann.step(300);
        assertThat(ann.client.eventIndices()).hasSize(300);
        ann.news();
        ann.step(301);
        assertThat(ann.news())
                .containsExactly(
                        "0 state r2 paused 1/600 @600 x1 step by ann", "0 snapshot 1/600 @600 recent 551..600");
    }

    @Test
    void stepsSentInOneTurnAllCount() {
        Stage stage = Stage.of(0, 10, 20, 30, 40);
        Viewer ann = stage.player("ann", "paused", true);
        stage.inOneTurn(() -> {
            ann.tell("step");
            ann.tell("step");
            ann.tell("step", "count", -1);
            ann.tell("step", "count", 2);
        });
        assertThat(ann.status()).isEqualTo("paused 1/2 @20 x1");
        assertThat(ann.events()).containsExactly("0 0", "0 1", "0 1", "0 2");
    }
}
