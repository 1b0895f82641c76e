package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.by;
import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.MatchTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recordings with few events, with times that go back, and with very long gaps. */
class RecordingShapesTest {
    @Test
    void aRecordingOfNoEventsIsAtItsEndAtOnce() {
        Stage stage = Stage.of();
        Viewer ann = stage.connect("ann");
        ann.start("pvp");
        stage.at(10);
        assertThat(ann.news()).containsExactly("0 started ended 0/-1 @0 x1", "0 snapshot 0/-1 @0");
    }

    @Test
    void everyCommandWorksInARecordingOfNoEvents() {
        Stage stage = Stage.of();
        Viewer ann = stage.player("ann");
        for (var target : List.of(index(0), index(9), index(-9), time(0), time(5), by(3), by(-3))) {
            assertThat(ann.scrub(target).path("type").asText()).isEqualTo("ok");
            assertThat(ann.status()).startsWith("ended ").endsWith("/-1 @0 x1");
        }
        for (String action : List.of("pause", "step", "resume", "step")) {
            assertThat(ann.ask(action).path("type").asText()).as(action).isEqualTo("ok");
        }
        ann.speed(2);
        assertThat(ann.status()).endsWith("/-1 @0 x2");
        assertThat(ann.events()).isEmpty();
    }

    @Test
    void aRecordingOfOneEventPlaysIt() {
        Stage stage = Stage.of(3);
        Viewer ann = stage.player("ann");
        stage.at(3);
        assertThat(ann.news()).containsExactly("3 event 0/0 @3", "3 state r0 ended 0/0 @3 x1 end");
        ann.scrub(index(0));
        assertThat(ann.events()).containsExactly("3 0");
        ann.resume();
        stage.at(6);
        assertThat(ann.events()).containsExactly("6 0");
    }

    @Test
    void aRecordingOfOneEventAtTheStartIsOverAtOnce() {
        Stage stage = Stage.of(0);
        Viewer ann = stage.connect("ann");
        ann.start("pvp");
        assertThat(ann.news())
                .containsExactly(
                        "0 started playing 0/-1 @0 x1",
                        "0 snapshot 0/-1 @0",
                        "0 event 0/0 @0",
                        "0 state r0 ended 0/0 @0 x1 end");
    }

    @Test
    void aRecordingOfTwoEventsCanBeSoughtEverywhere() {
        Stage stage = Stage.of(1, 4);
        Viewer ann = stage.player("ann", "paused", true);
        String[] expected = {"-1 @1", "0 @4", "1 @4"};
        for (int i = 0; i <= 2; i++) {
            ann.scrub(index(i));
            assertThat(ann.status()).contains("/" + expected[i] + " ");
        }
        ann.scrub(time(2.5));
        assertThat(ann.status()).endsWith("/0 @2.5 x1");
    }

    @Test
    void growingRecordingsOfNoOneAndTwoEventsAreLive() {
        for (double[] times : new double[][] {{}, {1}, {1, 4}}) {
            Stage stage = Stage.growing(times);
            Viewer ann = stage.player("ann");
            stage.at(100);
            assertThat(ann.status()).startsWith("live 0/" + (times.length - 1) + " ");
            stage.append(9);
            assertThat(ann.client.eventIndices()).hasSize(times.length + 1);
        }
    }

    @Test
    void timesThatGoBackCountAsTheTimeBeforeThem() {
        Stage stage = Stage.of(1, 5, 3, 4, 6);
        Viewer ann = stage.player("ann");
        stage.at(10);
        assertThat(ann.news())
                .containsExactly(
                        "1 event 0/0 @1",
                        "5 event 0/1 @5",
                        "5 event 0/2 @5",
                        "5 event 0/3 @5",
                        "6 event 0/4 @6",
                        "6 state r0 ended 0/4 @6 x1 end");
        ann.ask("pause", "to", time(4));
        assertThat(ann.status()).isEqualTo("paused 1/0 @4 x1");
        ann.scrub(index(3));
        assertThat(ann.status()).isEqualTo("paused 2/2 @5 x1");
    }

    @Test
    void hoursOfGapAreWaitedToTheNanosecond() {
        double hours = 3_600 * 73 + 0.000001;
        Stage stage = Stage.of(0, hours);
        Viewer ann = stage.player("ann");
        stage.at(hours);
        assertThat(ann.events()).containsExactly("262800.000001 1");
    }

    @Test
    void theLatestMatchTimeThereIsCanBeSoughtAndIsNotDueBefore() {
        double last = MatchTime.MAX_NANOS / 1e9;
        Stage stage = Stage.of(0, last);
        Viewer ann = stage.player("ann");
        ann.ask("scrub", "to", time(last - 1), "speed", 0.1);
        stage.clock.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(ann.events()).isEmpty();
        stage.nanos(1);
        assertThat(ann.events()).containsExactly("10 1");
    }
}
