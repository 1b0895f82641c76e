package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.StallPolicy;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What else than a burst may follow a stall: skip and slip. */
class StallPolicyTest {
    private static Stage of(StallPolicy policy, double... seconds) {
        return Stage.with(
                builder -> builder.type(
                        SchedulerType.pvp().toBuilder().stall(policy).build()),
                seconds);
    }

    @Test
    void skipGoesToWhereTheClockIs() {
        Stage stage = of(StallPolicy.SKIP, 0, 1, 2, 8, 10);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofMillis(8_500));
        stage.at(12);
        assertThat(ann.news())
                .containsExactly(
                        "8.5 state r1 playing 1/3 @8.5 x1 skip",
                        "8.5 snapshot 1/3 @8.5 recent 0..3",
                        "10 event 1/4 @10",
                        "10 state r1 ended 1/4 @10 x1 end");
        assertThat(stage.stalls).containsExactly(Duration.ofMillis(7_500));
    }

    @Test
    void skipDoesNotTouchTheClock() {
        Stage stage = of(StallPolicy.SKIP, 0, 1, 100, 200.000001);
        Viewer ann = stage.player("ann", "speed", 3);
        stage.nanos(1);
        stage.clock.jump(Duration.ofSeconds(10));
        ann.news();
        stage.at(100);
        // 200.000001 s at three times the speed, rounded up to the next nanosecond.
        assertThat(ann.events()).containsExactly("33.333333334 2", "66.666667 3");
    }

    @Test
    void skipPastTheLastEventEnds() {
        Stage stage = of(StallPolicy.SKIP, 0, 1, 2);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofMinutes(1));
        assertThat(ann.news()).containsExactly("60 state r1 ended 1/2 @2 x1 skip", "60 snapshot 1/2 @2 recent 0..2");
    }

    @Test
    void aSeekThatComesMeanwhileTakesThePlaceOfASkip() {
        Stage stage = of(StallPolicy.SKIP, 0, 1, 2, 30, 40);
        Viewer ann = stage.player("ann");
        stage.inOneTurnAfter(20, () -> ann.tell("scrub", "to", index(3)));
        assertThat(ann.status()).startsWith("playing ").endsWith("/3 @30 x1");
        assertThat(ann.events()).containsOnlyOnce("20 3");
    }

    @Test
    void storageThatWasAwayIsAStallToo() {
        long[] times = new long[200];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * 1_000_000_000L;
        }
        GeneratedGame game = new GeneratedGame(times);
        Stage stage = Stage.over(
                game,
                new VirtualClock(0, Stage.WALL),
                builder -> builder.type(
                        SchedulerType.pvp().toBuilder().stall(StallPolicy.SKIP).build()));
        Viewer ann = stage.player("ann");
        stage.at(20);
        game.failing = true;
        stage.at(63.1);
        ann.news();
        stage.at(70);
        game.failing = false;
        stage.at(73);
        assertThat(ann.events()).containsExactly("72 72", "73 73");
        assertThat(ann.status()).isEqualTo("playing 1/73 @73 x1");
    }

    @Test
    void slipSetsTheClockBack() {
        Stage stage = of(StallPolicy.SLIP, 0, 1, 2, 10);
        Viewer ann = stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(8));
        stage.at(30);
        assertThat(ann.news())
                .containsExactly(
                        "8 state r1 playing 0/0 @1 x1 slip",
                        "8 event 0/1 @1",
                        "9 event 0/2 @2",
                        "17 event 0/3 @10",
                        "17 state r1 ended 0/3 @10 x1 end");
    }

    @Test
    void slipObeysTheSpeed() {
        Stage stage = of(StallPolicy.SLIP, 0, 2, 4);
        Viewer ann = stage.player("ann", "speed", 0.5);
        stage.clock.jump(Duration.ofSeconds(7));
        stage.at(20);
        assertThat(ann.events()).containsExactly("7 1", "11 2");
    }

    @Test
    void aLatenessThatIsNoStallIsMadeUpFor() {
        for (StallPolicy policy : StallPolicy.values()) {
            Stage stage = of(policy, 0, 1, 1.5, 10);
            Viewer ann = stage.player("ann");
            stage.clock.jump(Duration.ofSeconds(3));
            stage.at(10);
            assertThat(ann.events()).as("%s", policy).containsExactly("3 1", "3 2", "10 3");
        }
    }

    @Test
    void oneStallIsReportedOnceHoweverManyEventsItDelays() {
        Stage stage = of(StallPolicy.BURST, 0, 1, 2, 3, 20);
        stage.player("ann");
        stage.clock.jump(Duration.ofSeconds(8));
        assertThat(stage.stalls).containsExactly(Duration.ofSeconds(7));
        stage.at(20);
        assertThat(stage.stalls).hasSize(1);
    }
}
