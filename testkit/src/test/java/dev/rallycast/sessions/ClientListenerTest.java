package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.ClientListener;
import dev.rallycast.Scheduler;
import dev.rallycast.Statistics;
import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.PlaybackStatus;
import dev.rallycast.model.Role;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link ClientListener} hears, and what {@link Statistics} say. */
class ClientListenerTest {
    /** Keeps what it hears; sends apart, since there are so many. */
    private static final class Ear implements ClientListener {
        final List<String> heard = new ArrayList<>();
        final List<Long> lateness = new ArrayList<>();
        long messages;
        long bytes;

        @Override
        public void opened() {
            heard.add("opened");
        }

        @Override
        public void closed(@Nullable CloseCode code) {
            heard.add("closed " + code);
        }

        @Override
        public void joined(Scheduler scheduler, Role role, User user) {
            heard.add("joined " + scheduler.type().name() + " " + role);
        }

        @Override
        public void left(Scheduler scheduler, Role role, User user) {
            heard.add("left " + scheduler.type().name() + " " + role);
        }

        @Override
        public void answered(Action action, long nanos) {
            heard.add(action + " " + TimeUnit.NANOSECONDS.toMillis(nanos));
        }

        @Override
        public void refused(ErrorCode code) {
            heard.add("refused " + code);
        }

        @Override
        public void sent(int size, long late) {
            messages++;
            bytes += size;
            if (late != NOT_TIMED) {
                lateness.add(TimeUnit.NANOSECONDS.toMillis(late));
            }
        }

        @Override
        public void lagged(Scheduler scheduler, Role role) {
            heard.add("lagged " + scheduler.type().name() + " " + role);
        }

        @Override
        public void dropped(String track, long count) {
            heard.add("dropped " + track + " " + count);
        }
    }

    /** Says the number of every event, of which few are kept. */
    private static final class Voice implements Track<Long> {
        @Override
        public String name() {
            return "voice";
        }

        @Override
        public boolean appliesTo(Game game) {
            return true;
        }

        @Override
        public Delivery delivery() {
            return Delivery.BOUNDED;
        }

        @Override
        public Long initial(Game game) {
            return 0L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            output.emit(Payload.of(Long.toString(event.index())));
            return event.index();
        }

        @Override
        public Payload encode(Long state) {
            return Payload.of(state.toString());
        }
    }

    private final Ear ear = new Ear();

    private List<String> heard() {
        List<String> copy = List.copyOf(ear.heard);
        ear.heard.clear();
        return copy;
    }

    @Test
    void aConversationIsToldInOrder() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.join("ann", "pvai");
        assertThat(heard()).containsExactly("opened", "joined pvai PLAYER", "START 0");
        ann.request("pause");
        ann.request("ping");
        ann.request("status");
        ann.request("scrub", "to", Rig.json("{'index':5}"));
        ann.request("resume");
        assertThat(heard()).containsExactly("PAUSE 0", "PING 0", "STATUS 0", "SCRUB 0", "RESUME 0");
        ann.request("stop");
        assertThat(heard()).containsExactly("left pvai PLAYER", "STOP 0");
        ann.disconnect();
        rig.seconds(0);
        assertThat(heard()).containsExactly("closed null");
    }

    @Test
    void whoJoinsAndLeavesIsToldToWhoeverAsks() {
        List<String> people = new ArrayList<>();
        Rig rig = new Rig(builder -> builder.clientListener(new ClientListener() {
            @Override
            public void joined(Scheduler scheduler, Role role, User user) {
                people.add("+" + user.id() + " " + role);
            }

            @Override
            public void left(Scheduler scheduler, Role role, User user) {
                people.add("-" + user.id() + " " + role);
            }
        }));
        FakeClient ann = rig.join("ann", "pvai");
        FakeClient bob = rig.join("bob", "spectator");
        ann.request("stop");
        bob.disconnect();
        rig.seconds(0);
        assertThat(people).containsExactly("+ann PLAYER", "+bob SPECTATOR", "-ann PLAYER", "-bob SPECTATOR");
    }

    @Test
    void refusalsAreToldWithTheirCode() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.connect("ann");
        ann.request("pause");
        ann.send("{");
        rig.seconds(0);
        ann.request("start", "game_id", "nowhere");
        assertThat(heard())
                .containsExactly(
                        "opened",
                        "refused NOT_STARTED",
                        "PAUSE 0",
                        "refused BAD_JSON",
                        "refused GAME_NOT_FOUND",
                        "START 0");
        FakeClient bob = rig.join("bob", "spectator");
        bob.request("pause");
        assertThat(heard())
                .containsExactly("opened", "joined spectator SPECTATOR", "START 0", "refused NOT_ALLOWED", "PAUSE 0");
    }

    @Test
    void whoeverIsNotLetInIsToldWithBothCodes() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        Authenticator nobody = handshake -> {
            throw AuthenticationException.unknown("no");
        };
        FakeClient.connect(rig.manager.clients(), nobody, Map.of());
        rig.seconds(0);
        assertThat(heard()).containsExactly("opened", "refused UNAUTHENTICATED", "closed UNAUTHENTICATED");
    }

    @Test
    void aSecondStartLeavesTheFirstPlayback() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.join("ann", "pvai");
        heard();
        Rig.start(ann, "spectator");
        assertThat(heard()).containsExactly("left pvai PLAYER", "joined spectator SPECTATOR", "START 0");
    }

    @Test
    void everyMessageIsCountedOnce() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.join("ann", "pvai");
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(9.5);
        List<String> texts = new ArrayList<>(ann.texts());
        texts.addAll(bob.texts());
        assertThat(ear.messages).isEqualTo(texts.size());
        assertThat(ear.bytes).isEqualTo(texts.stream().mapToLong(String::length).sum());
        assertThat(ear.lateness).hasSize(20).containsOnly(0L);
    }

    @Test
    void latenessRunsUntilTheTransportHasTakenTheEvent() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(0.5);
        ear.lateness.clear();
        ann.stopReading();
        rig.seconds(2);
        assertThat(ear.lateness).isEmpty();
        ann.goOnReading();
        rig.seconds(0);
        assertThat(ear.lateness).containsExactly(1_500L, 500L);
    }

    @Test
    void whatSomebodyStepsThroughIsDueAtNoTime() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        FakeClient ann = rig.join("ann", "pvai", "paused", true);
        ann.request("step", "count", 3);
        assertThat(ann.eventIndices()).hasSize(3);
        assertThat(ear.lateness).isEmpty();
    }

    @Test
    void aSessionThatLagsTooFarIsTold() {
        Rig rig = new Rig(builder -> builder.clientListener(ear)
                .limits(Limits.builder()
                        .maxLagMessages(16)
                        .sendTimeout(Duration.ofHours(1))
                        .build()));
        FakeClient ann = rig.join("ann", "pvai");
        ann.stopReading();
        rig.seconds(99.5);
        heard();
        ann.goOnReading();
        rig.seconds(0);
        assertThat(heard()).containsExactly("lagged pvai PLAYER");
        assertThat(ann.eventIndices()).hasSize(100);
    }

    @Test
    void whatABoundedTrackDropsIsTold() {
        Rig rig = new Rig(builder -> builder.clientListener(ear)
                .track(new Voice())
                .limits(Limits.builder()
                        .maxTrackBacklog(10)
                        .sendTimeout(Duration.ofHours(1))
                        .build()));
        FakeClient ann = rig.join("ann", "pvai");
        ann.stopReading();
        rig.seconds(99.5);
        heard();
        ann.goOnReading();
        rig.seconds(0);
        long dropped = ann.last("gap").path("dropped").asLong();
        assertThat(dropped).isGreaterThan(50);
        assertThat(heard()).containsExactly("dropped voice " + dropped);
    }

    @Test
    void closingTheManagerLeavesNobodyUntold() {
        Rig rig = new Rig(builder -> builder.clientListener(ear));
        rig.join("ann", "pvai");
        rig.connect("bob");
        rig.manager.close();
        rig.seconds(0);
        assertThat(ear.heard.stream().filter("opened"::equals)).hasSize(2);
        assertThat(ear.heard.stream().filter("closed DRAINING"::equals)).hasSize(2);
        assertThat(ear.heard.stream().filter("left pvai PLAYER"::equals)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatAlwaysThrowsHarmsNobody(boolean error) {
        Rig rig = new Rig(builder -> builder.track(new Voice()).clientListener(failing(error)));
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(9.5);
        ann.request("stop");
        assertThat(ann.eventIndices()).hasSize(10);
        ann.disconnect();
        rig.seconds(0);
        assertThat(rig.manager.clients().connections()).isZero();
    }

    private static ClientListener failing(boolean error) {
        return (ClientListener) java.lang.reflect.Proxy.newProxyInstance(
                ClientListener.class.getClassLoader(), new Class<?>[] {ClientListener.class}, (proxy, method, args) -> {
                    if (error) {
                        throw new NoClassDefFoundError("on purpose");
                    }
                    throw new IllegalStateException("on purpose");
                });
    }

    @Test
    void statisticsCountPlaybacksByTypeAndStatusAndSessionsByRole() {
        Rig rig = new Rig();
        FakeClient ann = rig.join("ann", "pvai");
        FakeClient bob = rig.join("bob", "pvai");
        rig.join("cid", "spectator");
        rig.join("dan", "spectator");
        rig.connect("eve");
        bob.request("pause");
        Statistics statistics = rig.manager.statistics();
        assertThat(statistics.connections()).isEqualTo(5);
        assertThat(statistics.types()).extracting(Statistics.OfType::type).containsExactly("pvai", "pvp", "spectator");
        Statistics.OfType pvai = statistics.types().get(0);
        assertThat(pvai.playbacks())
                .hasSize(PlaybackStatus.values().length)
                .containsEntry(PlaybackStatus.PLAYING, 1)
                .containsEntry(PlaybackStatus.PAUSED, 1)
                .containsEntry(PlaybackStatus.ENDED, 0);
        assertThat(pvai.sessions()).isEqualTo(Map.of(Role.PLAYER, 2, Role.SPECTATOR, 0));
        assertThat(statistics.types().get(2).sessions()).isEqualTo(Map.of(Role.PLAYER, 0, Role.SPECTATOR, 2));

        ann.disconnect();
        bob.request("stop");
        rig.seconds(0);
        assertThat(rig.manager.statistics().types().get(0).sessions())
                .isEqualTo(Map.of(Role.PLAYER, 0, Role.SPECTATOR, 0));
    }

    @Test
    void bytesAreKeptForWhoeverLags() {
        Rig rig = new Rig(builder ->
                builder.limits(Limits.builder().sendTimeout(Duration.ofHours(1)).build()));
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(50.5);
        long before = rig.manager.statistics().types().get(0).queuedBytes();
        ann.stopReading();
        rig.seconds(100);
        long lagging = rig.manager.statistics().types().get(0).queuedBytes();
        assertThat(lagging).isGreaterThan(100 * 50).isGreaterThan(5 * before);
        ann.goOnReading();
        rig.seconds(100);
        assertThat(rig.manager.statistics().types().get(0).queuedBytes()).isLessThan(lagging / 5);
    }
}
