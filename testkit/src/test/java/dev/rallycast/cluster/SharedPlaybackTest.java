package dev.rallycast.cluster;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.rallycast.model.PlaybackState;
import dev.rallycast.model.Target;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes that share a playback look like one to their clients. */
class SharedPlaybackTest {
    private static final SchedulerKey PVP = new SchedulerKey("pvp", "m1", "");

    private final Cluster cluster = new Cluster(2);

    private static JsonNode to(long index) {
        return JsonNodeFactory.instance.objectNode().put("index", index);
    }

    private static String code(JsonNode reply) {
        return reply.path("code").asText();
    }

    private static JsonNode reply(FakeClient client, String command) {
        return requireNonNull(client.reply(command), "reply");
    }

    private static String status(FakeClient client) {
        return client.last("state").path("status").asText();
    }

    @Test
    void spectatorsOnBothNodesSeeTheSameEventsAtTheSameTime() {
        FakeClient ann = cluster.join(0, "ann", "spectator");
        cluster.seconds(10.5);
        FakeClient bob = cluster.join(1, "bob", "spectator");

        assertThat(bob.last("started").path("playback"))
                .isEqualTo(ann.last("started").path("playback"));
        assertThat(bob.last("snapshot").path("index").asLong()).isEqualTo(10);
        ann.clear();
        cluster.seconds(5);
        assertThat(ann.eventIndices()).containsExactly(11L, 12L, 13L, 14L, 15L);
        assertThat(bob.frames("event")).isEqualTo(ann.frames("event"));
    }

    @Test
    void aPauseOnOneNodeHaltsTheOther() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5.5);

        assertThat(cluster.ask(ann, "pause").path("type").asText()).isEqualTo("ok");
        assertThat(status(bob)).isEqualTo("paused");
        assertThat(bob.last("state").path("by").asText()).isEqualTo("ann");
        assertThat(bob.last("state").path("cause").asText()).isEqualTo("pause");
        assertThat(bob.last("state").path("revision").asLong()).isEqualTo(1);
        cluster.seconds(20);
        assertThat(bob.eventIndices()).last().isEqualTo(5L);

        cluster.ask(bob, "resume");
        assertThat(status(ann)).isEqualTo("playing");
        cluster.seconds(1);
        assertThat(ann.eventIndices()).last().isEqualTo(6L);
        assertThat(bob.eventIndices()).isEqualTo(ann.eventIndices());
    }

    @Test
    void aSeekOnOneNodeMovesTheOther() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);

        cluster.ask(ann, "scrub", "to", to(500));
        assertThat(bob.last("snapshot").path("epoch").asLong()).isEqualTo(1);
        assertThat(bob.last("snapshot").path("index").asLong()).isEqualTo(499);
        cluster.seconds(2);
        assertThat(bob.eventIndices()).endsWith(500L, 501L, 502L).isEqualTo(ann.eventIndices());
    }

    @Test
    void aStepOnOneNodeLetsTheSameEventsOutOnTheOther() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);
        cluster.ask(ann, "pause");
        cluster.ask(ann, "step", "count", 3);

        assertThat(ann.eventIndices()).endsWith(6L, 7L, 8L);
        assertThat(bob.eventIndices()).isEqualTo(ann.eventIndices());
        assertThat(bob.last("state").path("epoch").asLong()).isZero();
    }

    @Test
    void ofTwoChangesAtOnceBothCountOneAfterTheOther() {
        cluster.store.delay = Duration.ofMillis(20);
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);
        String pause = ann.command("pause");
        String speed = bob.command("speed", "speed", 2);
        cluster.seconds(1);

        assertThat(reply(ann, pause).path("type").asText()).isEqualTo("ok");
        assertThat(reply(bob, speed).path("type").asText()).isEqualTo("ok");
        for (FakeClient client : List.of(ann, bob)) {
            assertThat(status(client)).isEqualTo("paused");
            assertThat(client.last("state").path("speed").asInt()).isEqualTo(2);
            assertThat(client.last("state").path("revision").asLong()).isEqualTo(2);
        }
    }

    @Test
    void ofTwoChangesOfOneRevisionTheSecondIsStale() {
        cluster.store.delay = Duration.ofMillis(20);
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);
        String pause = ann.command("pause", "revision", 0);
        String speed = bob.command("speed", "speed", 2, "revision", 0);
        cluster.seconds(1);

        assertThat(List.of(code(reply(ann, pause)), code(reply(bob, speed))))
                .containsExactlyInAnyOrder("", "STALE_REVISION");
    }

    @Test
    void aChangeWhoseAnswerWasLostCountsOnceThoughAnotherNodeCameOnTopOfIt() {
        cluster.store.delay = Duration.ofMillis(10);
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);
        cluster.ask(ann, "pause");
        cluster.store.answersToLose = 1;
        String seek =
                ann.command("scrub", "to", JsonNodeFactory.instance.objectNode().put("by", 100));
        cluster.seconds(0.1);
        assertThat(cluster.ask(bob, "speed", "speed", 2).path("type").asText()).isEqualTo("ok");
        assertThat(ann.reply(seek)).as("not yet").isNull();
        cluster.seconds(1);

        assertThat(reply(ann, seek).path("type").asText()).isEqualTo("ok");
        for (FakeClient client : List.of(ann, bob)) {
            assertThat(client.last("snapshot").path("index").asLong()).isEqualTo(105);
            assertThat(client.last("state").path("revision").asLong()).isEqualTo(3);
            assertThat(client.last("state").path("epoch").asLong()).isEqualTo(1);
            assertThat(client.last("state").path("by").asText()).isEqualTo("bob");
        }
    }

    @Test
    void aChangeOfWhichNobodyCanTellWhetherItCountsIsNotMadeTwice() {
        cluster.store.delay = Duration.ofMillis(10);
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(5);
        cluster.ask(ann, "pause");
        cluster.store.answersToLose = 1;
        String seek =
                ann.command("scrub", "to", JsonNodeFactory.instance.objectNode().put("by", 100));
        cluster.seconds(0.1);
        assertThat(bob.last("snapshot").path("index").asLong()).isEqualTo(105);
        // Only bob's node knows of it, and puts it back.
        cluster.store.empty();
        cluster.seconds(10);

        assertThat(code(reply(ann, seek))).isEqualTo("CLUSTER_UNAVAILABLE");
        for (FakeClient client : List.of(ann, bob)) {
            assertThat(client.last("snapshot").path("index").asLong()).isEqualTo(105);
            assertThat(client.last("state").path("cause").asText()).isEqualTo("restored");
        }
    }

    @Test
    void theSeatsAreThoseOfAllNodesTogether() {
        cluster.join(0, "ann", "pvp");
        cluster.join(1, "bob", "pvp");
        assertThat(code(cluster.start(cluster.connect(1, "eve"), "pvp"))).isEqualTo("GAME_BUSY");
        assertThat(cluster.join(1, "ann", "pvp").isOpen()).isTrue();
    }

    @Test
    void whoWatchesFindsThePlaybackOfAnotherNode() {
        FakeClient eve = cluster.connect(1, "eve");
        JsonNode watch = JsonNodeFactory.instance.objectNode().put("mode", "pvp");
        assertThat(code(cluster.ask(eve, "start", "game_id", "m1", "watch", watch)))
                .isEqualTo("BAD_STATE");
        FakeClient ann = cluster.join(0, "ann", "pvp");
        cluster.seconds(3);
        assertThat(cluster.ask(eve, "start", "game_id", "m1", "watch", watch)
                        .path("type")
                        .asText())
                .isEqualTo("started");
        cluster.ask(ann, "pause");
        assertThat(status(eve)).isEqualTo("paused");
    }

    @Test
    void aClientThatIsAheadOfTheNodeOnWhichItComesBackIsToldNothingTwice() {
        FakeClient ann = cluster.join(0, "ann", "spectator");
        cluster.join(1, "bob", "spectator");
        cluster.seconds(10.5);
        JsonNode resume = JsonNodeFactory.instance
                .objectNode()
                .put("playback", ann.last("started").path("playback").asText())
                .put("epoch", 0)
                .put("index", 12);
        FakeClient again = cluster.join(1, "ann", "spectator", "resume", resume);
        cluster.seconds(5);

        assertThat(again.last("started").path("recovered").asBoolean()).isTrue();
        assertThat(again.frames("snapshot")).isEmpty();
        assertThat(again.eventIndices()).containsExactly(13L, 14L, 15L);
    }

    @Test
    void aClientThatComesBackOnAnotherNodeMissesNothing() {
        FakeClient ann = cluster.join(0, "ann", "spectator");
        cluster.seconds(5);
        JsonNode resume = JsonNodeFactory.instance
                .objectNode()
                .put("playback", ann.last("started").path("playback").asText())
                .put("epoch", 0)
                .put("index", 5);
        ann.disconnect();
        cluster.seconds(3);
        FakeClient again = cluster.join(1, "ann", "spectator", "resume", resume);
        assertThat(again.last("started").path("recovered").asBoolean()).isTrue();
        cluster.seconds(2);
        assertThat(again.eventIndices()).containsExactly(6L, 7L, 8L, 9L, 10L);
    }

    @Test
    void theLastStopOnAnyNodeEndsAPlayersPlayback() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(1);
        cluster.ask(ann, "stop");
        cluster.seconds(1);
        assertThat(bob.eventIndices()).last().isEqualTo(2L);
        cluster.ask(bob, "stop");
        cluster.seconds(1);
        assertThat(cluster.store.revision(PVP)).isEmpty();
        FakeClient next = cluster.join(0, "ann", "pvp");
        assertThat(next.last("started").path("playback"))
                .isNotEqualTo(ann.last("started").path("playback"));
    }

    @Test
    void theHostsKillEndsItEverywhere() {
        cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.managers.get(0).scheduler(PVP).orElseThrow().kill("rain");
        cluster.seconds(0);
        assertThat(bob.last("stopped").path("reason").asText()).isEqualTo("rain");
    }

    @Test
    void aSeekByTheHostMovesAllNodes() {
        cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        var unused = cluster.managers.get(0).scheduler(PVP).orElseThrow().seek(new Target.ToIndex(100));
        cluster.seconds(1);
        assertThat(bob.eventIndices()).endsWith(100L, 101L);
    }

    @Test
    void aBellThatSaysWhatChangedSavesALook() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        long before = cluster.store.requests;
        cluster.ask(ann, "pause");
        assertThat(status(bob)).isEqualTo("paused");
        assertThat(cluster.store.requests - before).isEqualTo(1);

        cluster.store.tellsNews = false;
        cluster.ask(ann, "resume");
        assertThat(status(bob)).isEqualTo("playing");
        assertThat(cluster.store.requests - before).isEqualTo(3);
    }

    @Test
    void newsThatAreLateOrDoNotFitChangeNothing() throws Exception {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        SimulatedStore.Node node = cluster.nodes.get(1);
        SharedPlaybacks.Shared old = shared(node);
        cluster.ask(ann, "scrub", "to", to(200));
        cluster.ask(ann, "pause");
        SharedPlaybacks.Shared now = shared(node);
        List<String> told = bob.texts();
        for (SharedPlaybacks.Shared news : List.of(
                old,
                now,
                with(now, "another", 9, now.state().epoch()),
                with(now, now.state().playback(), 9, now.state().epoch() - 1))) {
            long before = cluster.store.requests;
            node.ring(PVP, news);
            cluster.seconds(0.1);
            assertThat(cluster.store.requests - before).as("looks").isEqualTo(news.equals(now) ? 0 : 1);
        }
        assertThat(bob.texts()).isEqualTo(told);
        assertThat(bob.last("state").path("revision").asLong()).isEqualTo(2);
    }

    private SharedPlaybacks.Shared shared(SimulatedStore.Node node) throws Exception {
        var found = node.find(PVP).toCompletableFuture();
        cluster.seconds(0.1);
        return requireNonNull(found.get().shared());
    }

    private static SharedPlaybacks.Shared with(
            SharedPlaybacks.Shared like, String playback, long revision, long epoch) {
        PlaybackState state = like.state();
        return new SharedPlaybacks.Shared(
                new PlaybackState(
                        playback,
                        state.gameId(),
                        state.incarnation(),
                        state.pacing(),
                        revision,
                        epoch,
                        state.mode(),
                        state.anchor(),
                        state.anchorPicos(),
                        state.anchoredAt(),
                        state.speed()),
                like.cause(),
                like.by());
    }

    @Test
    void withoutDoorbellsANodeLooksByItself() {
        cluster.store.bells = false;
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.ask(ann, "pause");
        cluster.seconds(4);
        assertThat(status(bob)).isEqualTo("paused");
    }

    @Test
    void clocksThatTurnOutToDifferAreFollowedWithoutAWord() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        cluster.nodes.get(1).skew = Duration.ofMillis(-700);
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(10.5);
        assertThat(ann.eventIndices()).last().isEqualTo(10L);
        assertThat(bob.eventIndices()).last().isEqualTo(9L);
        int told = bob.frames("state").size();

        cluster.nodes.get(1).skew = Duration.ZERO;
        cluster.seconds(5);
        assertThat(bob.eventIndices()).isEqualTo(ann.eventIndices()).last().isEqualTo(15L);
        assertThat(bob.frames("state")).hasSize(told);
    }

    @Test
    void aSeatOfAPlaybackThatTheStoreHasLostIsFoundOnceItIsBack() {
        cluster.join(0, "ann", "pvp");
        cluster.join(1, "bob", "pvp");
        cluster.seconds(1);
        cluster.store.empty();
        FakeClient again = cluster.connect(1, "bob");
        assertThat(cluster.start(again, "pvp").path("type").asText()).isEqualTo("started");
        assertThat(code(cluster.start(cluster.connect(1, "eve"), "pvp"))).isEqualTo("GAME_BUSY");
    }

    @Test
    void aNodeThatIsCutOffPlaysOnAndRefusesControl() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.seconds(2);
        cluster.nodes.get(1).cutOff = true;
        assertThat(code(cluster.ask(bob, "pause"))).isEqualTo("CLUSTER_UNAVAILABLE");
        cluster.ask(ann, "speed", "speed", 2);
        cluster.seconds(5);
        assertThat(bob.frames("state")).singleElement().satisfies(state -> {
            assertThat(state.path("isolated").asBoolean()).isTrue();
            assertThat(state.path("revision").asLong()).isZero();
        });
        assertThat(bob.eventIndices()).contains(5L, 6L, 7L);
        assertThat(ann.last("state").has("isolated")).isFalse();

        cluster.nodes.get(1).cutOff = false;
        cluster.seconds(5);
        assertThat(bob.last("state").path("speed").asInt()).isEqualTo(2);
        assertThat(bob.last("state").has("isolated")).isFalse();
        assertThat(bob.eventIndices().get(bob.eventIndices().size() - 1))
                .isEqualTo(ann.eventIndices().get(ann.eventIndices().size() - 1));
        assertThat(bob.eventIndices()).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whatTheStoreForgotIsPutBackByWhoKnowsIt() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.ask(ann, "scrub", "to", to(200));
        cluster.ask(bob, "speed", "speed", 2);
        cluster.store.empty();
        cluster.seconds(4);
        assertThat(cluster.store.revision(PVP)).contains(3L);
        for (FakeClient client : List.of(ann, bob)) {
            assertThat(client.last("state").path("cause").asText()).isEqualTo("restored");
            assertThat(client.last("state").path("speed").asInt()).isEqualTo(2);
        }
        assertThat(code(cluster.start(cluster.connect(1, "eve"), "pvp"))).isEqualTo("GAME_BUSY");
        cluster.ask(ann, "pause");
        assertThat(status(bob)).isEqualTo("paused");
    }

    @Test
    void aNodeThatDiedDoesNotKeepAPlaybackAliveAndOneThatLivesDoes() {
        cluster.join(0, "ann", "pvp");
        FakeClient bob = cluster.join(1, "bob", "pvp");
        cluster.nodes.get(0).cutOff = true;
        cluster.seconds(120);
        assertThat(cluster.store.revision(PVP)).isPresent();
        cluster.nodes.get(1).cutOff = true;
        bob.disconnect();
        cluster.seconds(120);
        assertThat(cluster.store.revision(PVP)).isEmpty();
    }

    @Test
    void aWatcherWhoFindsNothingTurnsNoPlayerAway() {
        cluster.store.delay = Duration.ofMillis(20);
        FakeClient eve = cluster.connect(0, "eve");
        FakeClient ann = cluster.connect(0, "ann");
        JsonNode pvp = JsonNodeFactory.instance.objectNode().put("mode", "pvp");
        String watch = eve.command("start", "game_id", "m1", "watch", pvp);
        String start = ann.command("start", "game_id", "m1", "mode", "pvp");
        cluster.seconds(1);

        assertThat(code(reply(eve, watch))).isEqualTo("BAD_STATE");
        assertThat(reply(ann, start).path("type").asText()).isEqualTo("started");
    }

    @Test
    void aPauseIsReleasedWhenItsPlayerIsOnNoNodeAnyMore() {
        FakeClient ann = cluster.join(0, "ann", "pvp");
        FakeClient eve = cluster.connect(1, "eve");
        JsonNode pvp = JsonNodeFactory.instance.objectNode().put("mode", "pvp");
        cluster.ask(eve, "start", "game_id", "m1", "watch", pvp);
        cluster.ask(ann, "pause");
        cluster.seconds(90);
        assertThat(status(eve)).isEqualTo("paused");

        ann.disconnect();
        cluster.seconds(29);
        assertThat(status(eve)).isEqualTo("paused");
        cluster.seconds(10);
        assertThat(status(eve)).isEqualTo("playing");
        assertThat(eve.last("state").path("cause").asText()).isEqualTo("released");
    }

    @Test
    void aPauseByTheHostIsNotReleasedByANodeThatComesLater() {
        cluster.join(0, "ann", "spectator");
        cluster.seconds(5);
        SchedulerKey spectators = new SchedulerKey("spectator", "m1", "");
        var unused = cluster.managers.get(0).scheduler(spectators).orElseThrow().pause();
        cluster.seconds(1);
        FakeClient bob = cluster.join(1, "bob", "spectator");
        cluster.seconds(600);
        assertThat(bob.eventIndices()).isEmpty();
        assertThat(cluster.ask(bob, "status").path("state").path("status").asText())
                .isEqualTo("paused");
    }

    @Test
    void theTrafficDoesNotGrowWithViewersOrEvents() {
        cluster.join(0, "ann", "spectator");
        cluster.seconds(30);
        long before = cluster.store.requests;
        cluster.seconds(300);
        long one = cluster.store.requests - before;
        for (int i = 0; i < 200; i++) {
            cluster.join(0, "viewer-" + i, "spectator");
        }
        before = cluster.store.requests;
        cluster.seconds(300);
        assertThat(cluster.store.requests - before).isEqualTo(one).isLessThan(100);
    }
}
