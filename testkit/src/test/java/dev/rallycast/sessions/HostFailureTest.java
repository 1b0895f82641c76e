package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.Scheduler;
import dev.rallycast.SchedulerListener;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Admission;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.spi.Track;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the host brings along throws, also what is no exception: a class that is missing, a recursion without end. */
class HostFailureTest {
    private final Error failure = new NoClassDefFoundError("dev/example/Missing");

    @ParameterizedTest
    @ValueSource(strings = {"find", "open", "read"})
    void aStartThatFailsWithAnErrorIsAnsweredAndWorksLater(String where) {
        Rig rig = new Rig(builder -> builder.blockBytes(1));
        FakeClient ann = rig.connect("ann");
        breaks(rig, where);
        JsonNode error = Rig.start(ann, "pvai", "from", Rig.json("{'index':100}"));
        assertThat(Rig.code(error)).isEqualTo("INTERNAL");
        assertThat(error.toString()).doesNotContain("Missing");
        breaks(rig, "nothing");

        assertThat(Rig.start(ann, "pvai").path("type").asText()).isEqualTo("started");
        assertThat(rig.flaky.opened - rig.flaky.closed).isEqualTo(1);
    }

    @Test
    void anAdmissionThatFailsWithAnErrorRefuses() {
        boolean[] fails = {true};
        Rig rig = new Rig(builder -> builder.admission(request -> {
            if (fails[0]) {
                throw failure;
            }
            return Admission.asRequested().decide(request);
        }));
        FakeClient ann = rig.connect("ann");
        assertThat(Rig.code(Rig.start(ann, "pvai"))).isEqualTo("INTERNAL");
        fails[0] = false;
        assertThat(Rig.start(ann, "pvai").path("type").asText()).isEqualTo("started");
    }

    @Test
    void aSeekThatFailsWithAnErrorIsRefusedAndThePlaybackGoesOn() {
        Rig rig = new Rig(builder -> builder.blockBytes(1));
        FakeClient ann = rig.join("ann", "pvai");
        rig.seconds(2.5);
        breaks(rig, "read");
        assertThat(Rig.code(ann.request("scrub", "to", Rig.json("{'index':500}"))))
                .isEqualTo("INTERNAL");
        breaks(rig, "nothing");
        ann.clear();
        rig.seconds(2);
        assertThat(ann.eventIndices()).containsExactly(3L, 4L);
    }

    @Test
    void whatCouldNotBeReadBecauseOfAnErrorGoesOutLater() {
        Rig rig = new Rig(builder -> builder.blockBytes(1));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10);
        breaks(rig, "read");
        rig.seconds(100);
        breaks(rig, "nothing");
        rig.seconds(1.5);
        assertThat(ann.eventIndices()).hasSize(112).endsWith(110L, 111L);
    }

    @Test
    void aTrackThatFailsWithAnErrorIsSwitchedOffAndThePlaybackGoesOn() {
        Rig rig = new Rig(builder -> builder.track(new Recursive()));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(9.5);
        assertThat(ann.eventIndices()).hasSize(10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aListenerThatThrowsHarmsNobody(boolean error) {
        Rig rig = new Rig(builder -> builder.listener(new SchedulerListener() {
            @Override
            public void created(Scheduler scheduler) {
                if (error) {
                    throw failure;
                }
                throw new IllegalStateException("on purpose");
            }

            @Override
            public void killed(Scheduler scheduler, String reason) {
                created(scheduler);
            }

            @Override
            public void late(Scheduler scheduler, Duration lateness) {
                created(scheduler);
            }

            @Override
            public void stalled(Scheduler scheduler, Duration lateness) {
                created(scheduler);
            }
        }));
        FakeClient ann = rig.join("ann", "pvai");
        rig.clock.jump(Duration.ofSeconds(5));
        rig.seconds(1);
        assertThat(ann.eventIndices()).hasSize(7);
        assertThat(ann.request("stop").path("type").asText()).isEqualTo("stopped");
        assertThat(rig.manager.schedulers()).isEmpty();
    }

    @Test
    void aControlPolicyThatFailsAllowsNothingAndHarmsNobody() {
        Rig rig = new Rig(builder -> builder.type(SchedulerType.pvai().toBuilder()
                .control((action, role, user) -> {
                    throw failure;
                })
                .build()));
        FakeClient ann = rig.join("ann", "pvai", "speed", 2);
        assertThat(ann.last("started").path("ignored").toString()).isEqualTo("[\"speed\"]");
        assertThat(Rig.code(ann.request("pause"))).isEqualTo("NOT_ALLOWED");
        rig.seconds(2.5);
        assertThat(ann.eventIndices()).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aSessionWhoseSendAndCloseThrowHarmsNoOther() {
        Rig rig = new Rig(builder -> builder.sessionLoops(1));
        FakeClient ann = rig.join("ann", "spectator");
        BrokenSession broken = BrokenSession.join(rig);
        FakeClient bob = rig.join("bob", "spectator");
        rig.seconds(2.5);
        broken.sendThrows = true;
        rig.seconds(3);
        assertThat(ann.eventIndices()).endsWith(3L, 4L, 5L);
        assertThat(bob.eventIndices()).endsWith(3L, 4L, 5L);
        assertThat(rig.manager.clients().connections()).isEqualTo(2);
        assertThat(rig.playback().sessions()).isEqualTo(2);
    }

    @Test
    void aSessionWhosePingThrowsIsStillWatched() {
        Rig rig = new Rig();
        BrokenSession broken = BrokenSession.join(rig);
        broken.pingThrows = true;
        rig.seconds(60);
        assertThat(broken.closedWith).isEqualTo(CloseCode.HEARTBEAT_TIMEOUT);
        assertThat(rig.manager.clients().connections()).isZero();
    }

    @Test
    void aSessionThatDoesNotSayWhetherItIsOpenKeepsNoOtherFromBeingSwept() {
        Rig rig = new Rig(builder -> builder.sweep(Duration.ofSeconds(1)));
        BrokenSession broken = BrokenSession.join(rig);
        FakeClient ann = rig.join("ann", "spectator");
        FakeClient bob = rig.join("bob", "pvai");
        broken.isOpenThrows = true;
        ann.vanish();
        bob.vanish();
        rig.seconds(2);
        assertThat(rig.manager.clients().connections()).isEqualTo(1);
        assertThat(rig.manager.schedulers().stream()
                        .mapToInt(Scheduler::sessions)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void aPlaybackThatCanNotGoOnIsOverForItsClientsAndNotStuck() {
        ControlProtocol json = new ConformingProtocol();
        Rig rig = new Rig(builder -> builder.protocol(new ControlProtocol() {
            @Override
            public String subprotocol() {
                return json.subprotocol();
            }

            @Override
            public Command decode(String text, int maxDepth) {
                return json.decode(text, maxDepth);
            }

            @Override
            public WireMessage encode(Frame frame) {
                if (frame instanceof Frame.Event event && event.event().index() == 3) {
                    throw new IllegalStateException("on purpose");
                }
                return json.encode(frame);
            }
        }));
        FakeClient ann = rig.join("ann", "spectator");
        rig.seconds(10);
        assertThat(ann.last("stopped").path("reason").asText()).isEqualTo("INTERNAL");
        assertThat(rig.manager.schedulers()).isEmpty();
        assertThat(rig.flaky.closed).isEqualTo(rig.flaky.opened);
    }

    private void breaks(Rig rig, String where) {
        Runnable breaks = () -> {
            throw failure;
        };
        Runnable works = () -> {};
        rig.flaky.onFind = where.equals("find") ? breaks : works;
        rig.flaky.onOpen = where.equals("open") ? breaks : works;
        rig.flaky.onRead = where.equals("read") ? breaks : works;
    }

    private static final class Recursive implements Track<Long> {
        @Override
        public String name() {
            return "recursive";
        }

        @Override
        public boolean appliesTo(Game game) {
            return true;
        }

        @Override
        public Delivery delivery() {
            return Delivery.LATEST;
        }

        @Override
        public Long initial(Game game) {
            return 0L;
        }

        @Override
        public Long apply(Long state, GameEvent event, Output output) {
            if (event.index() == 4) {
                throw new StackOverflowError("on purpose");
            }
            return state + 1;
        }

        @Override
        public Payload encode(Long state) {
            return Payload.of(Long.toString(state));
        }
    }

    /** A transport's session that throws where it is told to, and whenever it is closed. */
    private static final class BrokenSession implements ClientSession {
        final List<String> texts = new ArrayList<>();
        boolean sendThrows;
        boolean pingThrows;
        boolean isOpenThrows;
        CloseCode closedWith = CloseCode.OVERLOADED;

        static BrokenSession join(Rig rig) {
            BrokenSession session = new BrokenSession();
            SessionHandler handler = rig.manager.clients().connect(session, User.named("broken"));
            handler.onText("{\"action\":\"start\",\"game_id\":\"m1\",\"mode\":\"spectator\"}");
            return session;
        }

        @Override
        public String id() {
            return "broken";
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            if (sendThrows) {
                throw new IllegalStateException("on purpose");
            }
            texts.add(message.text());
            callback.onComplete(null);
        }

        @Override
        public void ping() {
            if (pingThrows) {
                throw new IllegalStateException("on purpose");
            }
        }

        @Override
        public void close(CloseCode code) {
            closedWith = code;
            throw new IllegalStateException("on purpose");
        }

        @Override
        public boolean isOpen() {
            if (isOpenThrows) {
                throw new IllegalStateException("on purpose");
            }
            return true;
        }
    }
}
