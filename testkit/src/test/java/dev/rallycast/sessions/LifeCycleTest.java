package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerGoneException;
import dev.rallycast.SchedulerListener;
import dev.rallycast.model.Target;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LifeCycleTest {
    @Test
    void manyWhoJoinAtOnceShareOnePlayback() {
        FlakyStorage storage = new FlakyStorage();
        AtomicReference<Rig> rig = new AtomicReference<>();
        List<FakeClient> crowd = new ArrayList<>();
        List<String> created = new ArrayList<>();
        rig.set(new Rig(
                new VirtualClock(),
                storage,
                builder -> builder.listener(new SchedulerListener() {
                    @Override
                    public void created(Scheduler scheduler) {
                        created.add(scheduler.playback());
                    }
                })));
        // The others come while the recording is being opened for the first.
        storage.onOpen = () -> {
            for (int i = 0; i < 50; i++) {
                FakeClient client = rig.get().connect("viewer-" + i);
                client.command("start", "game_id", "m1", "mode", "spectator");
                crowd.add(client);
            }
        };
        FakeClient first = rig.get().join("first", "spectator");
        rig.get().seconds(2.5);

        assertThat(created).hasSize(1);
        assertThat(storage.opened).isEqualTo(1);
        assertThat(rig.get().playback().sessions()).isEqualTo(51);
        for (FakeClient client : crowd) {
            assertThat(client.last("started").path("playback"))
                    .isEqualTo(first.last("started").path("playback"));
            assertThat(client.last("snapshot").path("index").asLong()).isZero();
            assertThat(client.eventIndices()).containsExactly(1L, 2L);
        }
    }

    @Test
    void pvaiIsOnePlaybackAUserAndTheTabsShareIt() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(3);
        FakeClient tab = rig.join("ann", "pvai");
        FakeClient bob = rig.join("bob", "pvai");

        assertThat(rig.manager.schedulers()).hasSize(2);
        assertThat(playbackOf(tab)).isEqualTo(playbackOf(ann)).isNotEqualTo(playbackOf(bob));
        tab.request("pause");
        assertThat(ann.last("state").path("status").asText()).isEqualTo("paused");
        assertThat(bob.frames("state")).isEmpty();
    }

    @Test
    void anonymousUsersAreDistinct() {
        Rig rig = new Rig();
        for (int i = 0; i < 3; i++) {
            Rig.start(FakeClient.connect(rig.manager.clients(), User.anonymous("conn-" + i)), "pvai");
        }
        assertThat(rig.manager.schedulers()).hasSize(3);
    }

    @Test
    void aThirdPlayerIsTurnedAwayAndASecondTabIsNot() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        ann.clear();
        bob.clear();
        JsonNode refused = Rig.start(rig.connect("eve"), "pvp");
        assertThat(Rig.code(refused)).isEqualTo("GAME_BUSY");
        assertThat(refused.path("retry").asBoolean()).isTrue();
        rig.join("ann", "pvp").request("pause");

        assertThat(ann.types()).containsExactly("state");
        assertThat(bob.types()).containsExactly("state");
        assertThat(rig.playback().sessions()).isEqualTo(3);
    }

    @Test
    void oneOfTwoPlayersLeavesAndTheOtherKeepsControlAndTheSeatStaysTaken() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        rig.seconds(1);
        ann.disconnect();
        rig.seconds(60);

        assertThat(bob.request("speed", "speed", 2).path("type").asText()).isEqualTo("ok");
        assertThat(Rig.code(Rig.start(rig.connect("eve"), "pvp"))).isEqualTo("GAME_BUSY");
        assertThat(Rig.start(rig.connect("ann"), "pvp").path("type").asText()).isEqualTo("started");
    }

    @Test
    void whoReturnsWithinTheGraceFindsThePlaybackAsIfTheyHadStayed() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        ann.request("speed", "speed", 2);
        rig.seconds(5);
        ann.disconnect();
        bob.disconnect();
        rig.seconds(29.999);
        FakeClient again = rig.join("bob", "pvp");

        assertThat(playbackOf(again)).isEqualTo(playbackOf(ann));
        assertThat(again.last("started").path("state").path("index").asLong()).isEqualTo(69);
        assertThat(again.last("started").path("state").path("speed").asInt()).isEqualTo(2);
        again.clear();
        rig.seconds(3);
        assertThat(again.eventIndices()).containsExactly(70L, 71L, 72L, 73L, 74L, 75L);
        assertThat(again.request("pause").path("type").asText()).isEqualTo("ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pvp", "pvai"})
    void aPlayersPlaybackEndsAfterTheGrace(String mode) {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", mode);
        ann.disconnect();
        rig.seconds(29.999);
        assertThat(rig.manager.schedulers()).hasSize(1);
        rig.seconds(0.001);
        assertThat(rig.manager.schedulers()).isEmpty();
        assertThat(playbackOf(rig.join("ann", mode))).isNotEqualTo(playbackOf(ann));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pvp", "pvai"})
    void stopByTheLastEndsAPlayersPlaybackAtOnce(String mode) {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", mode);
        FakeClient tab = rig.join("ann", mode);
        assertThat(ann.request("stop").path("reason").asText()).isEqualTo("stop");
        assertThat(rig.manager.schedulers()).hasSize(1);
        tab.request("stop");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aSpectatorPlaybackOutlivesItsLastClientByFiveMinutes() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "spectator");
        ann.request("stop");
        rig.seconds(299.999);
        assertThat(rig.manager.schedulers()).hasSize(1);
        FakeClient bob = rig.join("bob", "spectator");
        assertThat(bob.last("snapshot").path("index").asLong()).isEqualTo(299);
        bob.disconnect();
        rig.seconds(299.999);
        assertThat(rig.manager.schedulers()).hasSize(1);
        rig.seconds(0.001);
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void anIdleTimeOfZeroEndsAPlaybackWithItsLastClient() {
        Rig rig = new Rig(builder -> builder.type(
                SchedulerType.spectator().toBuilder().idle(Duration.ZERO).build()));
        FakeClient ann = rig.join("ann", "spectator");
        rig.join("bob", "spectator").disconnect();
        assertThat(rig.manager.schedulers()).hasSize(1);
        ann.disconnect();
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aJoinAtTheTickOfTheKillFindsThePlaybackAlive() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        ann.disconnect();
        rig.seconds(29);
        rig.clock.jump(Duration.ofSeconds(1).minusNanos(1));
        FakeClient again = rig.join("ann", "pvai");
        rig.seconds(100);

        assertThat(playbackOf(again)).isEqualTo(playbackOf(ann));
        assertThat(again.frames("stopped")).isEmpty();
    }

    @Test
    void aKillBeforeAJoinInTheSameTurnMakesANewPlayback() {
        FlakyStorage storage = new FlakyStorage();
        Rig rig = new Rig(new VirtualClock(), storage, builder -> {});
        FakeClient ann = rig.join("ann", "spectator");
        Scheduler playback = rig.playback();
        FakeClient bob = rig.connect("bob");
        // Bob's game has been found when the kill comes, and his join is the next task.
        storage.onFind = () -> playback.kill("host");
        Rig.start(bob, "spectator");
        storage.onFind = () -> {};

        assertThat(ann.last("stopped").path("reason").asText()).isEqualTo("host");
        assertThat(bob.frames("stopped")).isEmpty();
        assertThat(playbackOf(bob)).isNotEqualTo(playbackOf(ann));
        bob.clear();
        rig.seconds(2);
        assertThat(bob.eventIndices()).containsExactly(1L, 2L);
    }

    @Test
    void aKillAfterAJoinInTheSameTurnIsHeardByTheJoinerAfterStarted() {
        FlakyStorage storage = new FlakyStorage();
        Rig rig = new Rig(new VirtualClock(), storage, builder -> builder.blockBytes(1));
        rig.join("ann", "spectator");
        rig.seconds(200);
        Scheduler playback = rig.playback();
        FakeClient bob = rig.connect("bob");
        // Bob is in, and his snapshot is being read, when the kill comes.
        storage.onRead = () -> playback.kill("host");
        bob.command("start", "game_id", "m1", "mode", "spectator");
        storage.onRead = () -> {};

        assertThat(bob.types()).containsExactly("hello", "started", "snapshot", "stopped");
        assertThat(Rig.code(bob.request("status"))).isEqualTo("NOT_STARTED");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aStreamThatEndsAfterTheClientWentElsewhereIsNotMentioned() {
        AtomicReference<Scheduler> first = new AtomicReference<>();
        Rig rig = new Rig(builder -> builder.listener(new SchedulerListener() {
            @Override
            public void created(Scheduler scheduler) {
                Scheduler before = first.getAndSet(scheduler);
                if (before != null) {
                    before.kill("host");
                }
            }
        }));
        FakeClient ann = rig.join("ann", "spectator");
        Rig.start(ann, "pvai");
        rig.seconds(1);

        assertThat(ann.frames("stopped")).isEmpty();
        assertThat(ann.last("event").path("index").asLong()).isEqualTo(1);
    }

    @Test
    void aKillIsHeardByAllAndCommandsFindNoStreamAfterwards() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvp");
        FakeClient bob = rig.join("bob", "pvp");
        Scheduler playback = rig.playback();
        playback.kill("maintenance").toCompletableFuture().join();
        rig.seconds(10);

        for (FakeClient client : List.of(ann, bob)) {
            assertThat(client.last("stopped").path("reason").asText()).isEqualTo("maintenance");
            assertThat(client.last("stopped").has("id")).isFalse();
            assertThat(client.eventIndices()).doesNotContain(1L);
            for (String action : List.of("pause", "resume", "status", "stop", "step")) {
                assertThat(Rig.code(client.request(action))).isEqualTo("NOT_STARTED");
            }
            assertThat(client.isOpen()).isTrue();
        }
        assertThat(Rig.start(ann, "pvp").path("type").asText()).isEqualTo("started");
    }

    @Test
    void theHandleOfAPlaybackThatIsGoneFails() {
        Rig rig = new Rig();
        rig.join("ann", "pvai");
        Scheduler playback = rig.playback();
        playback.kill("host");

        var stages = List.of(
                playback.status(),
                playback.playbackState(),
                playback.pause(),
                playback.resume(),
                playback.speed(2_000),
                playback.step(1),
                playback.seek(new Target.ToIndex(3)));
        for (var stage : stages) {
            assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
            assertThatThrownBy(() -> stage.toCompletableFuture().join())
                    .hasCauseInstanceOf(SchedulerGoneException.class);
        }
        assertThat(playback.kill("again").toCompletableFuture()).isCompleted();
        assertThat(playback.sessions()).isZero();
    }

    @Test
    void theHandleOfAManagerThatWasClosedFailsToo() {
        Rig rig = new Rig();
        rig.join("ann", "pvai");
        Scheduler playback = rig.playback();
        rig.manager.close();
        assertThat(playback.status().toCompletableFuture()).isCompletedExceptionally();
        assertThat(playback.pause().toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void aClientThatVanishedIsSweptAndThePlaybackEnds() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        ann.vanish();
        rig.seconds(31);
        assertThat(rig.manager.clients().connections()).isZero();
        assertThat(rig.playback().sessions()).isZero();
        rig.seconds(60);
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aSecondStartLeavesTheFirstStream() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(5);
        Rig.start(ann, "spectator");
        assertThat(ann.last("started").path("role").asText()).isEqualTo("spectator");
        assertThat(ann.frames("stopped")).isEmpty();
        ann.clear();
        rig.seconds(2);
        assertThat(ann.eventIndices()).containsExactly(1L, 2L);
        rig.seconds(60);
        assertThat(rig.playback().type().name()).isEqualTo("spectator");
    }

    @Test
    void aSecondStartOfTheSamePlaybackGoesOnInIt() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(5);
        Rig.start(ann, "pvai");
        assertThat(ann.last("snapshot").path("index").asLong()).isEqualTo(5);
        ann.clear();
        rig.seconds(2);
        assertThat(ann.eventIndices()).containsExactly(6L, 7L);
        assertThat(rig.playback().sessions()).isEqualTo(1);
    }

    @Test
    void aSecondStartThatFailsKeepsTheFirstStream() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        assertThat(Rig.code(ann.request("start", "game_id", "nowhere"))).isEqualTo("GAME_NOT_FOUND");
        ann.clear();
        rig.seconds(2);
        assertThat(ann.eventIndices()).containsExactly(1L, 2L);
        assertThat(ann.request("pause").path("type").asText()).isEqualTo("ok");
    }

    @Test
    void severalManagersInOneProcessKnowNothingOfEachOther() {
        Rig one = new Rig();
        Rig two = new Rig();
        FakeClient ann = one.join("ann", "pvp");
        two.join("bob", "pvp");
        two.join("eve", "pvp").request("pause");
        one.seconds(1);
        two.manager.close();
        one.seconds(1);
        assertThat(ann.eventIndices()).containsExactly(0L, 1L, 2L);
        assertThat(one.manager.clients().connections()).isEqualTo(1);
    }

    @Test
    void closingTellsAllToComeBackAndClosesEverything() {
        FlakyStorage storage = new FlakyStorage();
        Rig rig = new Rig(new VirtualClock(), storage, builder -> {});
        FakeClient ann = rig.join("ann", "pvai");
        FakeClient idle = rig.connect("idle");
        FakeClient slow = rig.join("slow", "spectator");
        slow.stopReading();
        rig.seconds(1);
        rig.manager.close();

        for (FakeClient client : List.of(ann, idle)) {
            assertThat(client.last("draining").path("reconnect_after_ms").asLong())
                    .isBetween(500L, 2_500L);
            assertThat(client.types()).last().isEqualTo("draining");
        }
        for (FakeClient client : List.of(ann, idle, slow)) {
            assertThat(client.closedWith()).isEqualTo(CloseCode.DRAINING);
        }
        assertThat(rig.manager.schedulers()).isEmpty();
        assertThat(rig.manager.clients().connections()).isZero();
        assertThat(storage.closed).isEqualTo(storage.opened).isPositive();
        int frames = ann.frames().size();
        ann.command("pause");
        ann.disconnect();
        rig.seconds(100);
        assertThat(ann.frames()).hasSize(frames);
        rig.manager.close();
    }

    @Test
    void whoConnectsAfterTheEndIsClosedAtOnce() {
        Rig rig = new Rig();
        rig.manager.close();
        FakeClient late = rig.connect("late");
        late.command("start", "game_id", "m1");
        assertThat(late.closedWith()).isEqualTo(CloseCode.DRAINING);
        assertThat(rig.manager.clients().connections()).isZero();
    }

    private static String playbackOf(FakeClient client) {
        return client.last("started").path("playback").asText();
    }
}
