package dev.rallycast.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerListener;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Playing, pausing and changing the rate; "Time" in the design, "pause, resume, speed" in {@code docs/protocol.md}. */
class PauseAndSpeedTest {
    @Test
    void eventsComeAtTheirRecordedTimes() {
        Stage stage = Stage.of(0, 1, 2.5, 2.500001, 60);
        Viewer ann = stage.connect("ann");
        ann.start("pvp");
        stage.at(100);
        assertThat(ann.news())
                .containsExactly(
                        "0 started playing 0/-1 @0 x1",
                        "0 snapshot 0/-1 @0",
                        "0 event 0/0 @0",
                        "1 event 0/1 @1",
                        "2.5 event 0/2 @2.5",
                        "2.500001 event 0/3 @2.500001",
                        "60 event 0/4 @60",
                        "60 state r0 ended 0/4 @60 x1 end");
    }

    @Test
    void eventsAreNotOutOneNanosecondTooEarly() {
        Stage stage = Stage.of(1, 2);
        Viewer ann = stage.player("ann");
        stage.at(0.999999999);
        assertThat(ann.news()).isEmpty();
        assertThat(ann.status()).isEqualTo("playing 0/-1 @0.999999 x1");
        stage.nanos(1);
        assertThat(ann.news()).containsExactly("1 event 0/0 @1");
    }

    @Test
    void eventsOfEqualTimeKeepTheirRecordedOrder() {
        Stage stage = Stage.of(1, 2, 2, 2, 2, 3);
        Viewer ann = stage.player("ann");
        stage.at(2.5);
        assertThat(ann.events()).containsExactly("1 0", "2 1", "2 2", "2 3", "2 4");
    }

    @Test
    void pauseInAGapHoldsTheNextEventBack() {
        Stage stage = Stage.of(1, 5);
        Viewer ann = stage.player("ann");
        stage.at(3);
        ann.news();
        ann.pause();
        stage.at(1_000);
        assertThat(ann.news()).containsExactly("3 state r1 paused 0/0 @3 x1 pause by ann");
    }

    @Test
    void resumeWaitsOnlyTheRestOfTheGap() {
        Stage stage = Stage.of(1, 5, 6);
        Viewer ann = stage.player("ann");
        stage.at(3);
        ann.pause();
        stage.at(100);
        ann.news();
        ann.resume();
        stage.at(200);
        assertThat(ann.news())
                .containsExactly(
                        "100 state r2 playing 0/0 @3 x1 resume by ann",
                        "102 event 0/1 @5",
                        "103 event 0/2 @6",
                        "103 state r2 ended 0/2 @6 x1 end");
    }

    @Test
    void pauseAtTheVeryTickOfAnEventComesAfterIt() {
        Stage stage = Stage.of(1, 5, 9);
        Viewer ann = stage.player("ann");
        // The pause is there before the engine has had a turn at 5 s.
        stage.inOneTurnAfter(5, () -> ann.tell("pause"));
        assertThat(ann.news())
                .containsExactly("1 event 0/0 @1", "5 event 0/1 @5", "5 state r1 paused 0/1 @5 x1 pause by ann");
    }

    @Test
    void pauseOneNanosecondBeforeAnEventHoldsItAndResumeWaitsThatNanosecond() {
        Stage stage = Stage.of(1, 5);
        Viewer ann = stage.player("ann");
        stage.at(4.999999999);
        ann.pause();
        stage.at(10);
        assertThat(ann.events()).containsExactly("1 0");
        ann.resume();
        assertThat(ann.events()).isEmpty();
        stage.nanos(1);
        assertThat(ann.events()).containsExactly("10.000000001 1");
    }

    @Test
    void pauseLetsOutWhatWasDueBeforeIt() {
        double[] times = new double[1_001];
        Arrays.fill(times, 1);
        times[1_000] = 100;
        AtomicReference<Viewer> ann = new AtomicReference<>();
        AtomicInteger late = new AtomicInteger();
        // The first late event makes the client pause, in the middle of a burst.
        SchedulerListener listener = new SchedulerListener() {
            @Override
            public void late(Scheduler scheduler, Duration lateness) {
                if (late.incrementAndGet() == 1) {
                    requireNonNull(ann.get()).tell("pause");
                }
            }
        };
        Stage stage = Stage.with(builder -> builder.listener(listener), times);
        ann.set(stage.player("ann"));
        stage.at(2);
        Viewer viewer = requireNonNull(ann.get());
        viewer.scrub(Viewer.time(0));
        viewer.client.clear();
        stage.clock.jump(Duration.ofSeconds(5));
        assertThat(viewer.client.eventIndices()).hasSize(1_000);
        assertThat(viewer.client.last("state").path("status").asText()).isEqualTo("paused");
        assertThat(stage.scheduler().status().toCompletableFuture().join().timeNanos())
                .isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void aSecondPauseChangesNothingAndTellsNobody() {
        Stage stage = Stage.of(1, 5);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(3);
        ann.pause();
        stage.at(4);
        ann.news();
        bob.news();
        assertThat(bob.pause().path("state").path("revision").asLong()).isEqualTo(1);
        assertThat(bob.news()).isEmpty();
        assertThat(ann.news()).isEmpty();
        bob.resume();
        stage.at(6);
        assertThat(bob.events()).containsExactly("6 1");
    }

    @Test
    void aSecondResumeChangesNothingAndTellsNobody() {
        Stage stage = Stage.of(1, 5);
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(3);
        assertThat(ann.resume().path("state").path("revision").asLong()).isZero();
        assertThat(ann.news()).containsExactly("1 event 0/0 @1");
        assertThat(bob.news()).containsExactly("1 event 0/0 @1");
        stage.at(5);
        assertThat(ann.events()).containsExactly("5 1");
    }

    @Test
    void theSameSpeedAgainChangesNothingAndTellsNobody() {
        Stage stage = Stage.of(1, 5);
        Viewer ann = stage.player("ann");
        stage.at(3);
        ann.news();
        ann.speed(1);
        assertThat(ann.news()).isEmpty();
        assertThat(ann.status()).isEqualTo("playing 0/0 @3 x1");
    }

    @Test
    void aSpeedChangeInMidGapSettlesAtTheOldSpeedAndRearms() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.news();
        ann.speed(2);
        stage.at(6);
        ann.speed(0.5);
        stage.at(50);
        assertThat(ann.news())
                .containsExactly(
                        "4 state r1 playing 0/0 @4 x2 speed by ann",
                        "6 state r2 playing 0/0 @8 x0.5 speed by ann",
                        "10 event 0/1 @10",
                        "30 event 0/2 @20",
                        "30 state r2 ended 0/2 @20 x0.5 end");
    }

    @Test
    void aFasterSpeedMayMakeTheNextEventDueAtOnceOnlyWhenItsTimeHasCome() {
        Stage stage = Stage.of(0, 10);
        Viewer ann = stage.player("ann");
        stage.at(9.999999984);
        ann.speed(16);
        assertThat(ann.events()).isEmpty();
        stage.nanos(1);
        assertThat(ann.events()).containsExactly("9.999999985 1");
    }

    @Test
    void speedSurvivesAPause() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann");
        ann.speed(2);
        stage.at(1);
        ann.pause();
        stage.at(11);
        ann.news();
        ann.resume();
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "11 state r3 playing 0/0 @2 x2 resume by ann",
                        "15 event 0/1 @10",
                        "20 event 0/2 @20",
                        "20 state r3 ended 0/2 @20 x2 end");
    }

    @Test
    void aSpeedChangeWhilePausedCountsFromTheResumeOn() {
        Stage stage = Stage.of(0, 10);
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.pause();
        stage.at(8);
        ann.news();
        ann.speed(3);
        stage.at(20);
        ann.resume();
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "8 state r2 paused 0/0 @4 x3 speed by ann",
                        "20 state r3 playing 0/0 @4 x3 resume by ann",
                        "22 event 0/1 @10",
                        "22 state r3 ended 0/1 @10 x3 end");
    }

    @ParameterizedTest
    @CsvSource({"0.1", "0.3", "0.333", "0.5", "0.999", "1", "1.5", "3", "7.777", "16"})
    void eventsAreDueAtTheCeilingOfTheirTimeOverTheSpeed(String speed) {
        double[] times = {0, 0.000001, 0.000002, 0.1, 0.333333, 1, 1.000001, 7, 3599.999999};
        Stage stage = Stage.of(times);
        Viewer ann = stage.player("ann", "speed", new BigDecimal(speed));
        stage.at(40_000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < times.length; i++) {
            BigInteger due = BigDecimal.valueOf(times[i])
                    .movePointRight(9)
                    .divide(new BigDecimal(speed), 0, RoundingMode.CEILING)
                    .toBigInteger();
            expected.add(Viewer.seconds(due.longValueExact()) + " " + i);
        }
        // The first event went out together with the join.
        assertThat(ann.client.eventIndices()).hasSize(times.length);
        assertThat(ann.events()).isEqualTo(expected.subList(1, expected.size()));
    }

    @Test
    void fractionsOfANanosecondAreKeptAcrossPausesAndSpeedChanges() {
        Stage stage = Stage.of(0, 0.000001);
        Viewer ann = stage.player("ann", "speed", new BigDecimal("0.333"));
        // 0.333 ns a tick: a thousand pauses that each forget a fraction would lose 333 ns.
        for (int i = 0; i < 1_000; i++) {
            stage.nanos(1);
            ann.tell("pause");
            ann.tell("resume");
        }
        assertThat(ann.client.eventIndices()).containsExactly(0L);
        ann.news();
        // 1000 ns / 0.333 = 3003.003..., so tick 3004.
        stage.nanos(2_003);
        assertThat(ann.events()).isEmpty();
        stage.nanos(1);
        assertThat(ann.events()).containsExactly("0.000003004 1");
    }

    @Test
    void speedsOutsideTheRangeAreRefusedWithTheStateAndChangeNothing() {
        Stage stage = Stage.of(0, 10);
        Viewer ann = stage.player("ann");
        stage.at(4);
        ann.news();
        for (double speed : new double[] {0, 0.099, 16.001, -1, 1_000}) {
            assertThat(ann.speed(speed).path("code").asText()).isEqualTo("OUT_OF_RANGE");
        }
        assertThat(ann.news()).hasSize(5).allMatch("4 OUT_OF_RANGE"::equals);
        assertThat(ann.client.last("error").path("state").path("speed").asInt()).isEqualTo(1);
        stage.at(10);
        assertThat(ann.news()).first().isEqualTo("10 event 0/1 @10");
    }

    @Test
    void positionFollowsTheSpeedAtEveryMomentAndRoundsDown() {
        Stage stage = Stage.of(0, 100);
        Viewer ann = stage.player("ann", "speed", new BigDecimal("0.3"));
        stage.at(1);
        assertThat(ann.status()).isEqualTo("playing 0/0 @0.3 x0.3");
        stage.at(1.000003);
        assertThat(ann.status()).isEqualTo("playing 0/0 @0.3 x0.3");
        stage.at(1.000004);
        assertThat(ann.status()).isEqualTo("playing 0/0 @0.300001 x0.3");
        ann.speed(16);
        stage.at(2.000004);
        assertThat(ann.status()).isEqualTo("playing 0/0 @16.300001 x16");
        ann.pause();
        stage.at(99);
        assertThat(ann.status()).isEqualTo("paused 0/0 @16.300001 x16");
    }
}
