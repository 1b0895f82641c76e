package dev.rallycast.sessions;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.ClientListener;
import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.SignedTickets;
import dev.rallycast.model.Game;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Identity;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.time.Stepped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who connects is told by the host, right after the handshake. */
class AuthenticationTest {
    private static final Authenticator BY_NAME =
            handshake -> Identity.of(User.named(handshake.parameter("user").orElseThrow()));

    private static FakeClient connect(Rig rig, Authenticator authenticator, Map<String, String> parameters) {
        return FakeClient.connect(rig.manager.clients(), authenticator, parameters);
    }

    @Test
    void whoIsKnownIsGreetedByName() {
        Rig rig = new Rig();
        FakeClient ann = connect(rig, BY_NAME, Map.of("user", "ann"));
        assertThat(ann.last("hello").path("user").asText()).isEqualTo("ann");
        assertThat(Rig.start(ann, "pvai").path("type").asText()).isEqualTo("started");
    }

    @Test
    void whoIsNotKnownHearsWhyAndIsClosed() {
        Rig rig = new Rig();
        FakeClient client = connect(
                rig,
                handshake -> {
                    throw AuthenticationException.unknown("the ticket has expired");
                },
                Map.of());
        assertThat(client.types()).containsExactly("error");
        assertThat(Rig.code(client.last("error"))).isEqualTo("UNAUTHENTICATED");
        assertThat(client.last("error").path("message").asText()).isEqualTo("the ticket has expired");
        assertThat(client.last("error").path("retry").asBoolean()).isFalse();
        assertThat(client.closedWith()).isEqualTo(CloseCode.UNAUTHENTICATED);
        assertThat(rig.manager.clients().connections()).isZero();
    }

    @Test
    void whoIsKnownAndUnwelcomeIsForbidden() {
        Rig rig = new Rig();
        FakeClient client = connect(
                rig,
                handshake -> {
                    throw AuthenticationException.forbidden("you are banned");
                },
                Map.of());
        assertThat(Rig.code(client.last("error"))).isEqualTo("FORBIDDEN");
        assertThat(client.closedWith()).isEqualTo(CloseCode.FORBIDDEN);
    }

    @Test
    void anAuthenticatorThatFailsTellsNothingAndTheClientMayComeBack() {
        Rig rig = new Rig();
        List<Authenticator> broken = new ArrayList<>();
        broken.add(handshake -> {
            throw new IllegalStateException("the password of the database is 1234");
        });
        broken.add(handshake -> {
            throw new StackOverflowError("deep");
        });
        for (Authenticator authenticator : broken) {
            FakeClient client = connect(rig, authenticator, Map.of());
            assertThat(client.frames()).isEmpty();
            assertThat(client.closedWith()).isEqualTo(CloseCode.INTERNAL);
        }
        assertThat(rig.join("bob", "pvai").isOpen()).isTrue();
    }

    @Test
    void whatIsSentBeforeTheUserIsKnownWaits() {
        Rig rig = new Rig();
        List<FakeClient> clients = new ArrayList<>();
        inOneTurn(rig, () -> {
            FakeClient ann = connect(rig, BY_NAME, Map.of("user", "ann"));
            ann.command("start", "game_id", "m1", "mode", "pvai");
            ann.send("?");
            ann.command("ping");
            clients.add(ann);
            assertThat(ann.frames()).isEmpty();
        });
        assertThat(clients.get(0).types()).startsWith("hello", "error", "pong", "started", "snapshot");
    }

    @Test
    void whoSendsTooMuchBeforeTheUserIsKnownIsClosed() {
        Rig rig = new Rig();
        List<FakeClient> clients = new ArrayList<>();
        inOneTurn(rig, () -> {
            FakeClient ann = connect(rig, BY_NAME, Map.of("user", "ann"));
            for (int i = 0; i < 33; i++) {
                ann.command("ping");
            }
            clients.add(ann);
        });
        assertThat(clients.get(0).closedWith()).isEqualTo(CloseCode.RATE_LIMITED);
    }

    /** Runs something in the middle of the clock's work: all that it does is done before any of it is answered. */
    private static void inOneTurn(Rig rig, Runnable work) {
        Stepped once = new Stepped() {
            private boolean done;

            @Override
            public int step() {
                if (done) {
                    return 0;
                }
                done = true;
                work.run();
                return 1;
            }

            @Override
            public long nanosToNext() {
                return NEVER;
            }
        };
        rig.clock.attach(once);
        rig.clock.wake();
        rig.clock.detach(once);
    }

    @Test
    void theConnectionIsClosedWhenWhatWasProvedExpires() {
        Rig rig = new Rig();
        SignedTickets tickets = new SignedTickets(new byte[32], rig.clock);
        String ticket = tickets.issue(User.named("ann"), Duration.ofMinutes(10));
        FakeClient ann = connect(rig, tickets.authenticator(), Map.of("ticket", ticket));
        assertThat(Rig.start(ann, "pvai").path("type").asText()).isEqualTo("started");
        rig.seconds(599.9);
        assertThat(ann.isOpen()).isTrue();
        rig.seconds(0.1);
        assertThat(ann.closedWith()).isEqualTo(CloseCode.AUTH_EXPIRED);
        FakeClient again = connect(rig, tickets.authenticator(), Map.of("ticket", ticket));
        assertThat(again.closedWith()).isEqualTo(CloseCode.UNAUTHENTICATED);
    }

    @Test
    void aUsersLimitCountsOnceItIsKnownWhoItIs() {
        Rig rig = new Rig(builder ->
                builder.limits(Limits.builder().maxConnectionsPerUser(1).build()));
        connect(rig, BY_NAME, Map.of("user", "ann"));
        FakeClient second = connect(rig, BY_NAME, Map.of("user", "ann"));
        assertThat(second.closedWith()).isEqualTo(CloseCode.TOO_MANY_CONNECTIONS);
        assertThat(second.frames()).isEmpty();
    }

    @Test
    void whoSaysNothingIsClosedAtTheDeadlineOfTheFirstMessage() {
        Rig rig = new Rig();
        FakeClient client = connect(rig, BY_NAME, Map.of("user", "ann"));
        rig.seconds(29.9);
        assertThat(client.isOpen()).isTrue();
        rig.seconds(0.1);
        assertThat(client.closedWith()).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @Test
    @Timeout(60)
    void anAuthenticatorThatAnswersNeverIsGivenUpAndHoldsUpNobodyElse() throws Exception {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(Game.of("m1", "tennis"), Rig.points(Rig.EVENTS));
        BlockingQueue<CloseCode> closed = new LinkedBlockingQueue<>();
        CountDownLatch never = new CountDownLatch(1);
        try (SchedulerManager manager = SchedulerManager.builder(storage)
                .readThreads(1)
                .limits(Limits.builder().firstMessage(Duration.ofMillis(200)).build())
                .clientListener(new ClientListener() {
                    @Override
                    public void closed(@Nullable CloseCode code) {
                        closed.add(requireNonNull(code));
                    }
                })
                .build()) {
            FakeClient stuck = FakeClient.connect(
                    manager.clients(),
                    handshake -> {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                        return Identity.of(User.named("late"));
                    },
                    Map.of());
            stuck.command("start", "game_id", "m1");
            FakeClient ann = FakeClient.connect(manager.clients(), "ann");
            String start = ann.command("start", "game_id", "m1", "mode", "pvai", "delay", 0);
            while (ann.reply(start) == null) {
                Thread.onSpinWait();
            }
            assertThat(ann.reply(start).path("type").asText()).isEqualTo("started");
            assertThat(closed.take()).isEqualTo(CloseCode.INTERNAL);
            assertThat(stuck.closedWith()).isEqualTo(CloseCode.INTERNAL);
            assertThat(stuck.frames()).isEmpty();
            assertThat(ann.isOpen()).isTrue();
            never.countDown();
        }
    }
}
