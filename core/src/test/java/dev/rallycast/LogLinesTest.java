package dev.rallycast;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.model.Game;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What clients say forges no line of the log, and their tokens are not in it. */
class LogLinesTest {
    private static final String FORGED = "\n[main] INFO all is well";
    private static final String TOKEN = "s3cr3t-t0k3n";

    private final VirtualClock clock = new VirtualClock();

    @Test
    void aGameIdForgesNoLine() {
        String log = logged(manager -> {
            SessionHandler client = manager.clients().connect(new Session("c1"), User.named("ann"));
            client.onText("{\"action\":\"start\",\"game_id\":\"m1" + FORGED.replace("\n", "\\n") + "\"}");
            client.onText("{\"action\":\"start\",\"game_id\":\"m2\"}");
        });
        assertThat(log).contains("game m2").contains("can't reach m2\\u000a[main] INFO all is well");
        assertThat(log.lines()).noneMatch(line -> line.startsWith("[main] INFO all is well"));
    }

    @Test
    void theNameOfAConnectionForgesNoLine() {
        String log = logged(manager -> {
            manager.clients().connect(new Session("c1" + FORGED), User.named("ann"));
            clock.advance(Duration.ofMinutes(10));
        });
        assertThat(log).contains("connection c1\\u000a[main] INFO all is well");
    }

    @Test
    void aRefusalOfAnAuthenticatorForgesNoLine() {
        String log = logged(manager -> authenticate(manager, handshake -> {
            throw AuthenticationException.forbidden("banned: ann" + FORGED);
        }));
        assertThat(log).contains("is not let in: banned: ann\\u000a[main] INFO all is well");
    }

    @Test
    void whatAnAuthenticatorChokesOnIsNotLogged() {
        String log = logged(manager -> authenticate(manager, handshake -> {
            throw new IllegalStateException("cannot read " + handshake.parameter("token"));
        }));
        assertThat(log)
                .contains("the authenticator failed", "IllegalStateException")
                .doesNotContain(TOKEN);
    }

    @Test
    void whoIsLetInLeavesNoTokenBehind() {
        String log = logged(manager -> {
            authenticate(manager, handshake -> Identity.of(User.named("ann")));
            clock.advance(Duration.ofMinutes(10));
        });
        assertThat(log).contains("connection c1").doesNotContain(TOKEN);
    }

    private static void authenticate(SchedulerManager manager, Authenticator authenticator) {
        Handshake handshake = new Handshake(
                "c1",
                URI.create("/stream"),
                Map.of("token", List.of(TOKEN)),
                Map.of("Authorization", List.of("Bearer " + TOKEN)),
                null,
                null);
        manager.clients().connect(new Session("c1"), handshake, authenticator);
    }

    private String logged(Consumer<SchedulerManager> conversation) {
        PrintStream before = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setErr(new PrintStream(captured, true, UTF_8));
        try {
            SchedulerManager manager =
                    SchedulerManager.builder(new Unreachable()).clock(clock).build();
            conversation.accept(manager);
            clock.advance(Duration.ofSeconds(1));
            manager.close();
        } finally {
            System.setErr(before);
        }
        return captured.toString(UTF_8);
    }

    /** Fails, and quotes what it was asked. */
    private static final class Unreachable implements GameStorage {
        @Override
        public Optional<Game> find(String gameId) {
            throw new StorageUnavailableException("can't reach " + gameId + FORGED);
        }

        @Override
        public Stream<Game> list() {
            return Stream.empty();
        }

        @Override
        public Recording open(String gameId) {
            throw new StorageUnavailableException("can't reach " + gameId + FORGED);
        }

        @Override
        public void close() {}
    }

    /** Takes everything and never answers a ping. */
    private record Session(String id) implements ClientSession {
        @Override
        public void send(WireMessage message, SendCallback callback) {
            callback.onComplete(null);
        }

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code) {}

        @Override
        public boolean isOpen() {
            return true;
        }
    }
}
