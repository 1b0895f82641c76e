package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** A machine that stalls: "lateness of more than 2 s of wall time" in the design; the policy is burst. */
class StallTest {
    @Test
    void whatBecameDueMeanwhileComesInABurstInOrder() {
        Stage stage = Stage.of(0, 1, 2, 3, 10);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(8));
        stage.at(10);
        assertThat(ann.events()).containsExactly("8 1", "8 2", "8 3", "10 4");
    }

    @Test
    void aLongBurstLosesNothing() {
        double[] times = new double[5_000];
        for (int i = 0; i < times.length; i++) {
            times[i] = i / 100.0;
        }
        Stage stage = Stage.of(times);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.clock.jump(Duration.ofMinutes(5));
        for (Viewer viewer : new Viewer[] {ann, bob}) {
            // Event 0 was out already.
            assertThat(viewer.events())
                    .hasSize(4_999)
                    .startsWith("300 1", "300 2")
                    .endsWith("300 4998", "300 4999");
            assertThat(viewer.client.last("state").path("status").asText()).isEqualTo("ended");
        }
    }

    @Test
    void latenessIsMeasuredForEachEventThatWasNotOnTime() {
        Stage stage = Stage.of(1, 2, 3);
        stage.player("ann");
        stage.at(1);
        stage.clock.jump(Duration.ofMillis(1_400));
        stage.at(3);
        assertThat(stage.late).containsExactly(Duration.ofMillis(400));
    }

    @Test
    void whatIsLateByLessThanATickOfTheTimersIsOnTime() {
        Stage stage = Stage.of(1, 2);
        stage.player("ann");
        stage.clock.jump(Duration.ofNanos(1_000_000_000 + (1 << 20)));
        assertThat(stage.late).isEmpty();
        stage.clock.jump(Duration.ofNanos(1_000_000_001));
        assertThat(stage.late).containsExactly(Duration.ofNanos((1 << 20) + 1));
    }

    @Test
    void whatIsOnTimeIsNotLate() {
        Stage stage = Stage.of(0, 1, 1, 2);
        Viewer ann = stage.player("ann");
        stage.at(0.5);
        ann.pause();
        stage.at(3);
        ann.resume();
        ann.speed(3);
        ann.scrub(Viewer.index(1));
        stage.at(20);
        assertThat(stage.late).isEmpty();
    }

    @Test
    void aStallIsReportedOnlyAboveTwoSeconds() {
        Stage stage = Stage.of(1, 5);
        stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(3));
        assertThat(stage.late).containsExactly(Duration.ofSeconds(2));
        assertThat(stage.stalls).isEmpty();
        stage.clock.jump(Duration.ofSeconds(4).plusNanos(1));
        assertThat(stage.stalls).containsExactly(Duration.ofSeconds(2).plusNanos(1));
    }

    @Test
    void manyEventsDueAtOnceAreNoStall() {
        double[] times = new double[2_000];
        Arrays.fill(times, 1);
        Stage stage = Stage.of(times);
        Viewer ann = stage.player("ann");
        stage.at(1);
        assertThat(ann.client.eventIndices()).hasSize(2_000);
        assertThat(stage.stalls).isEmpty();
        assertThat(stage.late).isEmpty();
    }

    @Test
    void theClockIsNotSlippedByAStall() {
        Stage stage = Stage.of(0, 10, 100);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(50));
        assertThat(ann.status()).isEqualTo("playing 0/1 @50 x1");
        ann.news();
        stage.at(100);
        assertThat(ann.events()).containsExactly("100 2");
    }

    @Test
    void aPauseAfterAStallComesAfterWhatWasDue() {
        Stage stage = Stage.of(0, 1, 2, 30);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(8));
        ann.pause();
        assertThat(ann.news())
                .containsExactly("8 event 0/1 @1", "8 event 0/2 @2", "8 state r1 paused 0/2 @8 x1 pause by ann");
    }

    @Test
    void aStallDuringTheStartDelayBeginsInThePast() {
        Stage stage = Stage.with(Stage.startDelay(5), 0, 2, 9);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(8));
        stage.at(14);
        assertThat(ann.events()).containsExactly("8 0", "8 1", "14 2");
    }
}
