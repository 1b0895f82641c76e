package dev.rallycast.engine;

import static dev.rallycast.engine.Viewer.index;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.model.Target;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several sessions at once: who hears what of a change, revisions, epochs, and late joiners. */
class ControllersTest {
    private final Stage stage = Stage.of(0, 10, 20, 30);

    @Test
    void ofTwoCommandsInTheSameTurnBothCountInTheOrderInWhichTheyCame() {
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(5);
        stage.inOneTurn(() -> {
            ann.tell("pause");
            bob.tell("speed", "speed", 2);
        });
        List<String> changes =
                List.of("5 state r1 paused 0/0 @5 x1 pause by ann", "5 state r2 paused 0/0 @5 x2 speed by bob");
        assertThat(ann.news()).isEqualTo(changes);
        assertThat(bob.news()).isEqualTo(changes);
    }

    @Test
    void ofTwoCommandsBasedOnTheSameRevisionTheSecondIsStale() {
        Viewer ann = stage.player("ann");
        Viewer bob = stage.player("bob");
        stage.at(5);
        stage.inOneTurn(() -> {
            ann.tell("pause", "revision", 0);
            bob.tell("speed", "speed", 2, "revision", 0);
        });
        assertThat(ann.news()).containsExactly("5 state r1 paused 0/0 @5 x1 pause by ann");
        assertThat(bob.news()).containsExactly("5 state r1 paused 0/0 @5 x1 pause by ann", "5 STALE_REVISION");
        JsonNode state = bob.client.last("error").path("state");
        assertThat(state.path("revision").asLong()).isEqualTo(1);
        assertThat(state.path("status").asText()).isEqualTo("paused");
    }

    @Test
    void aCommandBasedOnTheCurrentRevisionCounts() {
        Viewer ann = stage.player("ann");
        ann.pause();
        ann.ask("resume", "revision", 1);
        ann.ask("scrub", "to", index(2), "revision", 2);
        assertThat(ann.ask("step", "revision", 3).path("code").asText()).isEqualTo("BAD_STATE");
        assertThat(ann.ask("pause", "revision", 2).path("code").asText()).isEqualTo("STALE_REVISION");
        assertThat(ann.ask("pause", "revision", 4).path("code").asText()).isEqualTo("STALE_REVISION");
    }

    @Test
    void aStaleCommandIsRefusedEvenIfItWouldChangeNothing() {
        Viewer ann = stage.player("ann");
        ann.pause();
        assertThat(ann.ask("pause", "revision", 0).path("code").asText()).isEqualTo("STALE_REVISION");
    }

    @Test
    void theRevisionCountsExactlyTheAcceptedChanges() {
        Viewer ann = stage.player("ann");
        Viewer eve = stage.connect("eve");
        assertThat(eve.ask("pause").path("code").asText()).isEqualTo("NOT_STARTED");
        stage.at(1);
        assertThat(revision(ann.pause())).isEqualTo(1);
        assertThat(revision(ann.pause())).isEqualTo(1);
        assertThat(revision(ann.speed(99))).isEqualTo(1);
        assertThat(revision(ann.step(0))).isEqualTo(1);
        assertThat(revision(ann.step(1))).isEqualTo(2);
        assertThat(revision(ann.scrub(index(0)))).isEqualTo(3);
        assertThat(revision(ann.scrub(Viewer.marker("none", 1)))).isEqualTo(3);
        assertThat(revision(ann.speed(2))).isEqualTo(4);
        assertThat(revision(ann.resume())).isEqualTo(5);
        stage.at(100);
        assertThat(revision(ann.ask("status"))).isEqualTo(5);
        assertThat(revision(ann.resume())).isEqualTo(6);
    }

    private static long revision(JsonNode reply) {
        return reply.path("state").path("revision").asLong();
    }

    @Test
    void theEpochRisesExactlyOnScrubStepBackAndRestart() {
        Viewer ann = stage.player("ann");
        stage.at(12);
        assertThat(epoch(ann.pause())).isZero();
        assertThat(epoch(ann.speed(2))).isZero();
        assertThat(epoch(ann.step(1))).isZero();
        assertThat(epoch(ann.step(0))).isZero();
        assertThat(epoch(ann.resume())).isZero();
        assertThat(epoch(ann.ask("status"))).isZero();
        assertThat(epoch(ann.scrub(index(3)))).isEqualTo(1);
        assertThat(epoch(ann.pause())).isEqualTo(1);
        assertThat(epoch(ann.step(-1))).isEqualTo(2);
        assertThat(epoch(ann.ask("speed", "speed", 1, "to", index(1)))).isEqualTo(3);
        ann.resume();
        stage.at(100);
        assertThat(epoch(ann.resume())).isEqualTo(4);
    }

    private static long epoch(JsonNode reply) {
        return reply.path("state").path("epoch").asLong();
    }

    @Test
    void theReplyComesAfterTheStateAndTheSnapshotThatItCaused() {
        Viewer ann = stage.player("ann");
        ann.client.clear();
        ann.scrub(index(2));
        assertThat(ann.client.types()).containsSubsequence("state", "snapshot", "ok");
        ann.client.clear();
        ann.pause();
        assertThat(ann.client.types()).containsExactly("state", "ok");
    }

    @Test
    void everySessionHearsOfAChangeOnceAndNeverOfAnEvent() {
        List<Viewer> all = List.of(
                stage.player("ann"),
                stage.player("bob"),
                stage.player("ann"),
                stage.player("bob"),
                stage.player("ann"));
        stage.at(15);
        all.get(1).pause();
        stage.at(20);
        all.get(2).resume();
        stage.at(60);
        for (Viewer viewer : all) {
            assertThat(viewer.client.frames("event")).hasSizeGreaterThanOrEqualTo(3);
            assertThat(viewer.news().stream().filter(line -> line.contains(" state ")))
                    .containsExactly(
                            "15 state r1 paused 0/1 @15 x1 pause by bob",
                            "20 state r2 playing 0/1 @15 x1 resume by ann",
                            "35 state r2 ended 0/3 @30 x1 end");
        }
    }

    @Test
    void aChangeByTheHostIsByNobody() {
        Viewer ann = stage.player("ann");
        stage.at(5);
        stage.scheduler().pause();
        stage.scheduler().seek(new Target.ToIndex(2));
        stage.scheduler().step(1);
        stage.scheduler().speed(2_000);
        stage.scheduler().resume();
        assertThat(ann.news())
                .containsExactly(
                        "5 state r1 paused 0/0 @5 x1 pause",
                        "5 state r2 paused 1/1 @20 x1 scrub",
                        "5 snapshot 1/1 @20 recent 0..1",
                        "5 event 1/2 @20",
                        "5 state r3 paused 1/2 @20 x1 step",
                        "5 state r4 paused 1/2 @20 x2 speed",
                        "5 state r5 playing 1/2 @20 x2 resume");
    }

    @Test
    void whoJoinsLateSeesThePlaceAndThenTheSameEvents() {
        Viewer ann = stage.player("ann");
        stage.at(12.25);
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        assertThat(bob.news())
                .containsExactly("12.25 started playing 0/1 @12.25 x1", "12.25 snapshot 0/1 @12.25 recent 0..1");
        ann.news();
        stage.at(100);
        assertThat(bob.news())
                .containsExactly("20 event 0/2 @20", "30 event 0/3 @30", "30 state r0 ended 0/3 @30 x1 end");
        assertThat(ann.events()).containsExactly("20 2", "30 3");
    }

    @Test
    void whoJoinsWhilePausedSeesThePausedPlace() {
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.pause();
        ann.speed(2);
        stage.at(99);
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        assertThat(bob.news()).containsExactly("99 started paused 0/1 @12 x2", "99 snapshot 0/1 @12 recent 0..1");
    }

    @Test
    void whoJoinsAtTheVeryTickOfAnEventFindsItOut() {
        stage.player("ann");
        stage.at(10);
        Viewer bob = stage.connect("bob");
        bob.start("pvp");
        assertThat(bob.news()).containsExactly("10 started playing 0/1 @10 x1", "10 snapshot 0/1 @10 recent 0..1");
    }

    @Test
    void aJoinDisturbsNobodyElse() {
        Viewer ann = stage.player("ann");
        stage.at(12);
        ann.news();
        stage.player("bob");
        assertThat(ann.news()).isEmpty();
    }

    @Test
    void joinAndSeekInTheSameTurnLeaveTheJoinerInTheNewEpoch() {
        Viewer ann = stage.player("ann");
        Viewer bob = stage.connect("bob");
        stage.inOneTurn(() -> {
            ann.tell("scrub", "to", index(2));
            bob.tell("start", "game_id", Stage.GAME, "mode", "pvp");
        });
        stage.at(5);
        List<String> news = bob.news();
        assertThat(news)
                .filteredOn(line -> line.contains(" snapshot "))
                .last()
                .isEqualTo("0 snapshot 1/1 @20 recent 0..1");
        assertThat(news).filteredOn(line -> line.contains(" event ")).containsExactly("0 event 1/2 @20");
    }

    @Test
    void onlyAControllersStartThatMakesThePlaybackShapesIt() {
        Stage other = Stage.of(0, 10);
        Viewer ann = other.connect("ann");
        assertThat(ann.start("pvp", "speed", 2, "paused", true, "from", index(1))
                        .path("ignored"))
                .isEmpty();
        assertThat(ann.status()).isEqualTo("paused 0/0 @10 x2");
        Viewer bob = other.connect("bob");
        assertThat(bob.start("pvp", "speed", 4, "paused", false).path("ignored"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrder("speed", "paused");
        Viewer eve = other.connect("eve");
        assertThat(eve.start("spectator", "speed", 4, "delay", 1).path("ignored"))
                .map(JsonNode::asText)
                .containsExactlyInAnyOrder("speed", "delay");
        assertThat(eve.status()).isEqualTo("playing 0/0 @0 x1");
        assertThat(ann.status()).isEqualTo("paused 0/0 @10 x2");
    }
}
