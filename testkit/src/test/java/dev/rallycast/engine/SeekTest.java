package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.by;
import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.marker;
import static dev.rallycast.engine.Viewer.percent;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.time.VirtualClock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Seeking; "Time" in the design, "Position" in {@code docs/protocol.md}. */
class SeekTest {
    @Test
    void seekWhilePausedShowsTheStateThereAtOnceAndStaysPaused() {
        Stage stage = Stage.of(0, 1, 2, 3, 4);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(index(3));
        stage.at(100);
        assertThat(ann.news())
                .containsExactly("0 state r1 paused 1/2 @3 x1 scrub by ann", "0 snapshot 1/2 @3 recent 0..2");
    }

    @Test
    void theTargetEventIsNotShownWhilePausedAndDueAtOnceWhenPlaying() {
        Stage stage = Stage.of(0, 1, 2, 3, 4);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(index(3));
        stage.at(10);
        assertThat(ann.events()).isEmpty();
        ann.resume();
        stage.at(20);
        assertThat(ann.events()).containsExactly("10 3", "11 4");
    }

    @Test
    void theTargetEventStaysUnseenWhenTheSpeedChangesWhilePaused() {
        Stage stage = Stage.of(0, 1, 2, 3, 4);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(index(3));
        ann.speed(2);
        ann.pause();
        stage.at(10);
        assertThat(ann.events()).isEmpty();
        assertThat(ann.status()).isEqualTo("paused 1/2 @3 x2");
    }

    @Test
    void theTargetEventIsDueAtOnceWhenPlaying() {
        Stage stage = Stage.of(0, 10, 20, 30);
        Viewer ann = stage.player("ann");
        stage.at(5);
        ann.scrub(index(2));
        assertThat(ann.news())
                .containsExactly(
                        "5 state r1 playing 1/1 @20 x1 scrub by ann",
                        "5 snapshot 1/1 @20 recent 0..1",
                        "5 event 1/2 @20");
        stage.at(15);
        assertThat(ann.events()).containsExactly("15 3");
    }

    @Test
    void seekBackPlaysTheSameEventsAgainInANewEpoch() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.news();
        ann.scrub(index(1));
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "12 state r1 playing 1/0 @10 x1 scrub by ann",
                        "12 snapshot 1/0 @10 recent 0..0",
                        "12 event 1/1 @10",
                        "22 event 1/2 @20",
                        "22 state r1 ended 1/2 @20 x1 end");
    }

    @Test
    void seekIntoAGapLeavesTheClockAtTheTargetAndWaitsTheRest() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(1);
        ann.scrub(time(13.5));
        assertThat(ann.news())
                .containsExactly("1 state r1 playing 1/1 @13.5 x1 scrub by ann", "1 snapshot 1/1 @13.5 recent 0..1");
        stage.at(100);
        assertThat(ann.events()).containsExactly("7.5 2");
    }

    @Test
    void seekIntoAGapWhilePausedStandsInTheGap() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(time(13.5));
        stage.at(50);
        assertThat(ann.status()).isEqualTo("paused 1/1 @13.5 x1");
        ann.resume();
        stage.at(100);
        assertThat(ann.events()).containsExactly("56.5 2");
    }

    @Test
    void seekPastTheEndClampsAndEnds() {
        for (Map<String, Object> target :
                List.of(index(3), index(Long.MAX_VALUE), time(20.000001), time(1e12), by(1e6))) {
            Stage stage = Stage.of(0, 10, 20);
            Viewer ann = stage.player("ann");
            ann.scrub(target);
            stage.at(10);
            assertThat(ann.news())
                    .containsExactly("0 state r1 ended 1/2 @20 x1 scrub by ann", "0 snapshot 1/2 @20 recent 0..2");
        }
    }

    @Test
    void seekPastTheEndWhilePausedEnds() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(time(99));
        assertThat(ann.status()).isEqualTo("ended 1/2 @20 x1");
        ann.scrub(time(19));
        assertThat(ann.status()).isEqualTo("paused 2/1 @19 x1");
    }

    @Test
    void seekBeforeTheStartClamps() {
        for (Map<String, Object> target :
                List.of(index(-1), index(Long.MIN_VALUE), time(-0.000001), time(-1e12), by(-1e6))) {
            Stage stage = Stage.of(5, 10, 20);
            Viewer ann = stage.player("ann");
            stage.at(12);
            ann.news();
            ann.scrub(target);
            assertThat(ann.client.last("ok").path("state").path("index").asLong())
                    .isEqualTo(-1);
            if (target.containsKey("index")) {
                // Clamped to event 0, which is due at once.
                assertThat(ann.events()).containsExactly("12 0");
            } else {
                stage.at(17);
                assertThat(ann.events()).containsExactly("17 0");
            }
        }
    }

    @Test
    void seekToTheTimeOfTheLastEventHasItStillToCome() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(time(20));
        assertThat(ann.status()).isEqualTo("paused 1/1 @20 x1");
        ann.resume();
        assertThat(ann.news()).endsWith("0 event 1/2 @20", "0 state r2 ended 1/2 @20 x1 end");
    }

    @Test
    void anIndexPicksAmongEventsOfEqualTime() {
        Stage stage = Stage.of(1, 2, 2, 2, 3);
        Viewer ann = stage.player("ann");
        ann.scrub(index(2));
        assertThat(ann.news())
                .containsExactly(
                        "0 state r1 playing 1/1 @2 x1 scrub by ann",
                        "0 snapshot 1/1 @2 recent 0..1",
                        "0 event 1/2 @2",
                        "0 event 1/3 @2");
    }

    @Test
    void aTimePicksTheFirstOfEventsOfEqualTime() {
        Stage stage = Stage.of(1, 2, 2, 2, 3);
        Viewer ann = stage.player("ann");
        ann.scrub(time(2));
        assertThat(ann.news())
                .containsExactly(
                        "0 state r1 playing 1/0 @2 x1 scrub by ann",
                        "0 snapshot 1/0 @2 recent 0..0",
                        "0 event 1/1 @2",
                        "0 event 1/2 @2",
                        "0 event 1/3 @2");
    }

    @Test
    void aTimeJustAfterEventsOfEqualTimePassesAllOfThem() {
        Stage stage = Stage.of(1, 2, 2, 2, 3);
        Viewer ann = stage.player("ann", "paused", true);
        ann.scrub(time(2.000001));
        assertThat(ann.status()).isEqualTo("paused 1/3 @2.000001 x1");
        ann.scrub(time(1.999999));
        assertThat(ann.status()).isEqualTo("paused 2/0 @1.999999 x1");
    }

    @Test
    void aRelativeSeekCountsFromWhereThePlayheadIs() {
        Stage stage = Stage.of(0, 10, 20, 30);
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.news();
        ann.scrub(by(-5));
        assertThat(ann.status()).isEqualTo("playing 1/0 @7 x1");
        stage.at(14);
        ann.scrub(by(20.5));
        assertThat(ann.status()).isEqualTo("playing 2/2 @29.5 x1");
        stage.at(14.5);
        assertThat(ann.events()).containsExactly("14.5 3");
    }

    @Test
    void aRelativeSeekOfNothingStaysInTheGapAndRaisesTheEpoch() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.news();
        ann.scrub(by(0));
        stage.at(20);
        assertThat(ann.news())
                .containsExactly(
                        "12 state r1 playing 1/1 @12 x1 scrub by ann",
                        "12 snapshot 1/1 @12 recent 0..1",
                        "20 event 1/2 @20",
                        "20 state r1 ended 1/2 @20 x1 end");
    }

    @Test
    void aPercentIsAShareOfTheMatchTime() {
        Stage stage = Stage.of(0, 10, 20, 100, 200);
        Viewer ann = stage.player("ann");
        ann.pause();
        ann.scrub(percent(50));
        assertThat(ann.status()).isEqualTo("paused 1/2 @100 x1");
        ann.scrub(percent(7.5));
        assertThat(ann.status()).isEqualTo("paused 2/1 @15 x1");
        ann.scrub(percent(0));
        assertThat(ann.status()).isEqualTo("paused 3/-1 @0 x1");
        ann.scrub(percent(250));
        assertThat(ann.status()).isEqualTo("paused 4/3 @200 x1");
    }

    @Test
    void aPercentOfAGrowingMatchIsOneOfWhatIsRecordedSoFar() {
        Stage stage = Stage.growing(0, 10);
        Viewer ann = stage.player("ann", "paused", true);
        stage.append(40);
        ann.scrub(percent(50));
        assertThat(ann.status()).isEqualTo("paused 1/1 @20 x1");
    }

    @Test
    void markersCountForwardFromTheFirstThatIsNotOutAndBackFromTheLastThatIs() {
        Viewer ann = marked().player("ann", "paused", true);
        assertThat(indexAfter(ann, index(4), marker("set", 1))).isEqualTo(5);
        assertThat(indexAfter(ann, index(4), marker("set", 2))).isEqualTo(7);
        assertThat(indexAfter(ann, index(4), marker("set", 0))).isEqualTo(3);
        assertThat(indexAfter(ann, index(4), marker("set", -1))).isEqualTo(1);
        assertThat(indexAfter(ann, index(4), marker("game", 1))).isEqualTo(4);
        assertThat(indexAfter(ann, index(4), marker("game", 0))).isEqualTo(2);
        assertThat(indexAfter(ann, index(4), Map.of("marker", "set"))).isEqualTo(5);
    }

    @Test
    void markersClampAtBothEnds() {
        Viewer ann = marked().player("ann", "paused", true);
        assertThat(indexAfter(ann, index(4), marker("set", 4))).isEqualTo(9);
        assertThat(indexAfter(ann, index(4), marker("set", Integer.MAX_VALUE))).isEqualTo(9);
        assertThat(ann.status()).startsWith("ended ");
        assertThat(indexAfter(ann, index(4), marker("set", -2))).isZero();
        assertThat(indexAfter(ann, index(4), marker("set", Integer.MIN_VALUE))).isZero();
        assertThat(ann.status()).endsWith("/-1 @0 x1");
    }

    @Test
    void anUnknownMarkerIsRefusedAndChangesNothing() {
        Stage stage = marked();
        Viewer ann = stage.player("ann");
        stage.at(1.5);
        ann.news();
        JsonNode refusal = ann.scrub(marker("tiebreak", 1));
        assertThat(refusal.path("code").asText()).isEqualTo("BAD_REQUEST");
        assertThat(refusal.path("message").asText()).contains("tiebreak");
        stage.at(2);
        assertThat(ann.news()).containsExactly("1.5 BAD_REQUEST", "2 event 0/2 @2");
    }

    private static Stage marked() {
        return Stage.of(
                List.of(
                        Stage.event(0),
                        Stage.marked(1, "set"),
                        Stage.marked(2, "game"),
                        Stage.marked(3, "set"),
                        Stage.marked(4, "game"),
                        Stage.marked(5, "set"),
                        Stage.event(6),
                        Stage.marked(7, "set"),
                        Stage.event(8)),
                new VirtualClock(0, Stage.WALL),
                builder -> builder);
    }

    private static long indexAfter(Viewer viewer, Map<String, Object> first, Map<String, Object> then) {
        viewer.scrub(first);
        return viewer.scrub(then).path("state").path("index").asLong() + 1;
    }

    @Test
    void ofManySeeksInARowTheNewestWins() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(1);
        ann.news();
        bob.news();
        stage.inOneTurn(() -> {
            for (int i = 1; i <= 4; i++) {
                ann.tell("scrub", "to", index(i));
            }
        });
        assertThat(ann.news())
                .containsExactly(
                        "1 ok superseded",
                        "1 ok superseded",
                        "1 ok superseded",
                        "1 state r1 playing 1/3 @40 x1 scrub by ann",
                        "1 snapshot 1/3 @40 recent 0..3",
                        "1 event 1/4 @40");
        assertThat(bob.news())
                .containsExactly(
                        "1 state r1 playing 1/3 @40 x1 scrub by ann",
                        "1 snapshot 1/3 @40 recent 0..3",
                        "1 event 1/4 @40");
    }

    @Test
    void aSeekReplacesTheOlderSeekOfSomebodyElse() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        Viewer bob = stage.player("bob");
        ann.news();
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(1));
            bob.tell("scrub", "to", time(30));
        });
        assertThat(ann.news())
                .containsExactly(
                        "0 ok superseded",
                        "0 state r1 paused 1/2 @30 x1 scrub by bob",
                        "0 snapshot 1/2 @30 recent 0..2");
    }

    @Test
    void relativeSeeksInARowAllCount() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        stage.inOneTurn(() -> {
            for (int i = 0; i < 5; i++) {
                ann.tell("scrub", "to", by(7));
            }
        });
        assertThat(ann.status()).isEqualTo("paused 5/3 @35 x1");
        assertThat(ann.client.frames("snapshot")).hasSize(1 + 5);
        assertThat(ann.client.frames("ok")).hasSize(5 + 1).noneMatch(ok -> ok.has("superseded"));
    }

    @Test
    void aRelativeSeekCountsFromTheSeekBeforeIt() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(1));
            ann.tell("scrub", "to", index(3));
            ann.tell("scrub", "to", by(-4));
        });
        assertThat(ann.status()).isEqualTo("paused 2/2 @26 x1");
    }

    @Test
    void anAbsoluteSeekReplacesRelativeOnesBeforeIt() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", by(7));
            ann.tell("scrub", "to", by(7));
            ann.tell("scrub", "to", index(4));
        });
        assertThat(ann.news())
                .containsExactly(
                        "0 ok superseded",
                        "0 ok superseded",
                        "0 state r1 paused 1/3 @40 x1 scrub by ann",
                        "0 snapshot 1/3 @40 recent 0..3");
    }

    @Test
    void aSeekDoesNotReplaceWhatDoesMoreThanSeek() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann");
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(1), "speed", 2);
            ann.tell("pause", "to", index(2));
            ann.tell("scrub", "to", index(3));
        });
        assertThat(ann.client.frames("ok")).hasSize(3).noneMatch(ok -> ok.has("superseded"));
        assertThat(ann.status()).isEqualTo("paused 3/2 @30 x2");
    }

    @Test
    void aSeekThatIsRefusedReplacesNothing() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        Viewer bob = stage.player("bob");
        ann.news();
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(2));
            bob.tell("scrub", "to", index(4), "revision", 99);
        });
        assertThat(ann.news())
                .containsExactly("0 state r1 paused 1/1 @20 x1 scrub by ann", "0 snapshot 1/1 @20 recent 0..1");
        assertThat(bob.news()).contains("0 STALE_REVISION");
    }

    @Test
    void aSeekWithARevisionReplacesNothingThatIsNotASeekBeforeIt() {
        Stage stage = Stage.of(0, 10, 20, 30, 40, 50);
        Viewer ann = stage.player("ann", "paused", true);
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(1), "speed", 2);
            ann.tell("scrub", "to", index(2));
            ann.tell("scrub", "to", index(3), "revision", 0);
        });
        // The first command makes the revision of the last one stale, so the one between must not be lost.
        assertThat(ann.status()).isEqualTo("paused 2/1 @20 x2");
        assertThat(ann.client.frames("error")).hasSize(1);
    }

    @Test
    void anOldEpochsEventsAreNotSentAfterASeek() {
        Stage stage = Stage.of(0, 1, 2, 3, 4, 5);
        Viewer ann = stage.player("ann");
        ann.client.stopReading();
        stage.at(3);
        ann.tell("scrub", "to", index(5));
        ann.client.goOnReading();
        stage.at(3.5);
        // One send was in flight when the client stopped reading; the rest of the old epoch is of no use any more.
        assertThat(ann.news())
                .containsExactly(
                        "1 event 0/1 @1",
                        "3 state r1 playing 1/4 @5 x1 scrub by ann",
                        "3 snapshot 1/4 @5 recent 0..4",
                        "3 event 1/5 @5",
                        "3 state r1 ended 1/5 @5 x1 end");
    }

    @Test
    void aSnapshotHasTheLastFiftyEventsAtMost() {
        double[] times = new double[200];
        for (int i = 0; i < times.length; i++) {
            times[i] = i;
        }
        Viewer ann = Stage.of(times).player("ann", "paused", true);
        ann.scrub(index(150));
        assertThat(ann.news()).contains("0 snapshot 1/149 @150 recent 100..149");
    }
}
