package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.by;
import static dev.rallycast.engine.Viewer.index;
import static dev.rallycast.engine.Viewer.time;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Admission;
import dev.rallycast.time.VirtualClock;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Fixed delays, capped gaps and no pacing at all; "Pacing" in the design, "start" in {@code docs/protocol.md}. */
class PacingTest {
    @Test
    void theGuidesStartCommandPlaysAnEventASecond() {
        Stage stage = Stage.with(
                builder -> builder.admission(request -> new Admission.Decision.Join("pvai")), 3, 3.5, 100, 7_000);
        Viewer ann = stage.connect("ann");
        ann.client.send("{\"action\":\"start\",\"game_id\":\"m\",\"delay\":1.0}");
        stage.at(10);
        assertThat(ann.news())
                .containsExactly(
                        "0 started playing 0/-1 @0 x1",
                        "0 snapshot 0/-1 @0",
                        "0 event 0/0 @0",
                        "1 event 0/1 @1",
                        "2 event 0/2 @2",
                        "3 event 0/3 @3",
                        "3 state r0 ended 0/3 @3 x1 end");
    }

    @Test
    void theGuidesStartCommandOfASpectatorIsPlayedAtTheRecordedTimes() {
        Stage stage = Stage.of(0, 3.5, 5);
        Viewer eve = stage.connect("eve");
        eve.client.send("{\"action\":\"start\",\"game_id\":\"m\",\"delay\":1.0}");
        assertThat(eve.client.last("started").path("ignored").get(0).asText()).isEqualTo("delay");
        stage.at(5);
        assertThat(eve.events()).containsExactly("0 0", "3.5 1", "5 2");
    }

    @Test
    void fixedPacingIsSeekable() {
        Stage stage = Stage.of(5, 6, 900, 901, 902);
        Viewer ann = stage.player("ann", "delay", new BigDecimal("0.25"), "paused", true);
        ann.scrub(index(3));
        assertThat(ann.status()).isEqualTo("paused 1/2 @0.75 x1");
        ann.scrub(time(0.6));
        assertThat(ann.status()).isEqualTo("paused 2/2 @0.6 x1");
        ann.scrub(time(0.5));
        assertThat(ann.status()).isEqualTo("paused 3/1 @0.5 x1");
        ann.scrub(by(0.000001));
        assertThat(ann.status()).isEqualTo("paused 4/2 @0.500001 x1");
        ann.scrub(time(1.1));
        assertThat(ann.status()).isEqualTo("ended 5/4 @1 x1");
        ann.scrub(by(-0.35));
        ann.news();
        ann.resume();
        stage.at(5);
        assertThat(ann.events()).containsExactly("0.1 3", "0.35 4");
    }

    @Test
    void fixedPacingObeysTheSpeed() {
        Stage stage = Stage.of(5, 6, 900);
        Viewer ann = stage.player("ann", "delay", 2, "speed", 4);
        stage.at(9);
        assertThat(ann.events()).containsExactly("0.5 1", "1 2");
    }

    @Test
    void eventsAppendedToAFixedPaceKeepIt() {
        Stage stage = Stage.growing(0, 50, 60);
        Viewer ann = stage.player("ann", "delay", 1);
        stage.at(0.5);
        stage.append(70);
        stage.at(9);
        assertThat(ann.news())
                .containsExactly(
                        "1 event 0/1 @1", "2 event 0/2 @2", "3 event 0/3 @3", "3 state r1 live 0/3 @3 x1 live");
    }

    @Test
    void gapsAreCutToTheCapTheFirstOneToo() {
        Stage stage = Stage.of(100, 101, 110, 112, 112, 500);
        Viewer ann = stage.player("ann", "max_gap", 2);
        stage.at(50);
        assertThat(ann.news())
                .containsExactly(
                        "2 event 0/0 @2",
                        "3 event 0/1 @3",
                        "5 event 0/2 @5",
                        "7 event 0/3 @7",
                        "7 event 0/4 @7",
                        "9 event 0/5 @9",
                        "9 state r0 ended 0/5 @9 x1 end");
    }

    @Test
    void aSeekUnderTheCapIsInMatchTimeUnderTheCap() {
        Stage stage = Stage.of(100, 101, 110, 112, 112, 500);
        Viewer ann = stage.player("ann", "max_gap", 2, "paused", true);
        ann.scrub(index(2));
        assertThat(ann.status()).isEqualTo("paused 1/1 @5 x1");
        ann.scrub(time(5.5));
        assertThat(ann.status()).isEqualTo("paused 2/2 @5.5 x1");
        ann.scrub(time(7));
        assertThat(ann.status()).isEqualTo("paused 3/2 @7 x1");
        ann.scrub(time(9.000001));
        assertThat(ann.status()).isEqualTo("ended 4/5 @9 x1");
        ann.scrub(by(-1.5));
        assertThat(ann.status()).isEqualTo("paused 5/4 @7.5 x1");
        ann.news();
        ann.resume();
        stage.at(1.5);
        assertThat(ann.events()).containsExactly("1.5 5");
    }

    @Test
    void capsAgreeWithANaiveSumInLongRecordings() {
        for (long seed = 1; seed <= 20; seed++) {
            Random random = new Random(seed);
            int size = 200 + random.nextInt(200);
            long cap = 1_000_000L * (1 + random.nextInt(3_000));
            List<EventDraft> events = new ArrayList<>();
            long[] capped = new long[size];
            long recorded = 0;
            long at = 0;
            for (int i = 0; i < size; i++) {
                long gap = random.nextInt(4) == 0 ? 0 : random.nextInt(5_000_000) * 1_000L;
                recorded += gap;
                at += Math.min(gap, cap);
                capped[i] = at;
                events.add(new EventDraft(recorded, "point", null, Payload.of("{}")));
            }
            Stage stage = Stage.of(events, new VirtualClock(0, Stage.WALL), builder -> builder);
            Viewer ann = stage.player("ann", "max_gap", BigDecimal.valueOf(cap, 9), "paused", true);
            for (int i = 0; i < 40; i++) {
                int index = random.nextInt(size);
                ann.scrub(index(index));
                assertThat(ann.status())
                        .as("seed %d", seed)
                        .contains("/" + (index - 1) + " @" + Viewer.seconds(capped[index]) + " ");
                long time = random.nextBoolean()
                        ? capped[index]
                        : 1_000 + 1_000 * (long) (random.nextDouble() * (capped[size - 1] / 1_000 - 1));
                int first = 0;
                while (capped[first] < time) {
                    first++;
                }
                ann.ask("scrub", "to", Map.of("time", BigDecimal.valueOf(time, 9)));
                assertThat(ann.status())
                        .as("seed %d: seek to %d ns", seed, time)
                        .contains("/" + (time == 0 ? -1 : first - 1) + " @" + Viewer.seconds(time) + " ");
            }
        }
    }

    @Test
    void eventsAppendedUnderACapAreCutToo() {
        Stage stage = Stage.growing(0, 100);
        Viewer ann = stage.player("ann", "max_gap", 2);
        stage.at(1);
        stage.append(1_000);
        stage.at(9);
        stage.append(2_000);
        assertThat(ann.news())
                .containsExactly(
                        "2 event 0/1 @2", "4 event 0/2 @4", "4 state r1 live 0/2 @4 x1 live", "9 event 0/3 @6");
    }

    @Test
    void aDelayOfNothingIsAsFastAsTheClientTakesIt() {
        Stage stage = Stage.of(new double[2_000]);
        Viewer ann = stage.connect("ann");
        ann.client.stopReading();
        ann.tell("start", "game_id", Stage.GAME, "mode", "pvai", "delay", 0);
        stage.at(1);
        assertThat(ann.client.types()).containsExactly("hello", "started");
        // The engine waits for the session, however long it takes, when it has let out what goes out in one turn.
        assertThat(stage.scheduler().status().toCompletableFuture().join().index())
                .isEqualTo(255);
        ann.client.goOnReading();
        assertThat(ann.client.eventIndices()).hasSize(2_000).isSorted().doesNotHaveDuplicates();
        assertThat(ann.client.last("state").path("status").asText()).isEqualTo("ended");
    }

    @Test
    void noPacingDoesNotRunAheadOfItsSession() {
        Stage stage = Stage.of(new double[2_000]);
        Viewer ann = stage.connect("ann");
        ann.client.stopReading();
        ann.tell("start", "game_id", Stage.GAME, "mode", "pvai", "delay", 0);
        stage.at(1);
        long out = stage.scheduler().status().toCompletableFuture().join().index() + 1;
        assertThat(out).isPositive().isLessThanOrEqualTo(512);
        stage.at(5);
        assertThat(stage.scheduler().status().toCompletableFuture().join().index() + 1)
                .isEqualTo(out);
    }

    @Test
    void noPacingIsRefusedWhereSeveralShareThePlayback() {
        Stage stage = Stage.of(0, 1);
        Viewer ann = stage.connect("ann");
        assertThat(ann.start("pvp", "delay", 0).path("code").asText()).isEqualTo("BAD_REQUEST");
        assertThat(stage.manager.schedulers()).isEmpty();
    }

    @Test
    void noPacingIsPausedAndSeekable() {
        Stage stage = Stage.of(5, 6, 7, 8);
        Viewer ann = stage.join("ann", "pvai", "delay", 0, "paused", true);
        ann.step(1);
        ann.scrub(index(2));
        stage.at(9);
        assertThat(ann.status()).isEqualTo("paused 1/1 @7 x1");
        ann.scrub(time(5.5));
        assertThat(ann.status()).isEqualTo("paused 2/0 @5.5 x1");
        ann.news();
        ann.resume();
        assertThat(ann.events()).containsExactly("9 1", "9 2", "9 3");
        ann.resume();
        assertThat(ann.events()).containsExactly("9 0", "9 1", "9 2", "9 3");
    }

    @Test
    void aDelayAndACapExcludeEachOther() {
        Stage stage = Stage.of(0, 1);
        Viewer ann = stage.connect("ann");
        assertThat(ann.start("pvp", "delay", 1, "max_gap", 1).path("code").asText())
                .isEqualTo("BAD_REQUEST");
    }

    @Test
    void pacingNeverChangesWhileThePlaybackLives() {
        Stage stage = Stage.of(0, 10, 20);
        Viewer ann = stage.player("ann", "delay", 1);
        Viewer bob = stage.player("bob", "delay", 5);
        stage.at(2);
        assertThat(bob.events()).containsExactly("1 1", "2 2");
        assertThat(ann.events()).containsExactly("1 1", "2 2");
    }
}
