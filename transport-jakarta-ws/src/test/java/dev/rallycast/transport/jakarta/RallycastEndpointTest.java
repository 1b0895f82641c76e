package dev.rallycast.transport.jakarta;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.rallycast.auth.Authenticators;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Identity;
import dev.rallycast.transport.jakarta.RecordingClientManager.Connection;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint in a real Tomcat, with the JDK's WebSocket client at the other end. */
@Timeout(60)
class RallycastEndpointTest {
    private final RecordingClientManager clients = new RecordingClientManager();

    @TempDir
    private File directory;

    private TestServer server;

    @BeforeEach
    void startServer() throws LifecycleException {
        Authenticator byName = handshake -> {
            String name = handshake.parameter("user").orElse("");
            if (name.equals("nobody")) {
                throw AuthenticationException.unknown("there is no such user");
            }
            return Identity.of(name.isEmpty() ? User.anonymous(handshake.connectionId()) : User.named(name));
        };
        RallycastEndpoint endpoint = RallycastEndpoint.builder(clients, byName)
                .path("/stream")
                .allowedOrigins("https://example.com")
                .build();
        server = new TestServer(endpoint, directory);
    }

    @AfterEach
    void stopServer() throws LifecycleException {
        server.close();
    }

    @Test
    void aConnectionIsOpenedOnceWithItsUser() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream?user=J%C3%BCrgen+K&x=1"));

        assertThat(take(client.texts)).isEqualTo(RecordingClientManager.HELLO);
        Connection connection = take(clients.opened);
        assertThat(connection.user).isEqualTo(User.named("Jürgen K"));
        assertThat(connection.session.isOpen()).isTrue();
        assertThat(clients.opened).isEmpty();
    }

    @Test
    void anonymousUsersAreDistinct() throws Exception {
        TestClient.connect(server.uri("/stream"));
        TestClient.connect(server.uri("/stream"));

        Connection first = take(clients.opened);
        Connection second = take(clients.opened);
        assertThat(first.user.anonymous()).isTrue();
        assertThat(first.user.id()).isNotEqualTo(second.user.id()).isEqualTo(first.session.id());
    }

    @Test
    void theSubprotocolIsNegotiated() throws Exception {
        TestClient client =
                TestClient.connectWithSubprotocols(server.uri("/stream"), "rallycast.v9", "rallycast.v1.json");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v1.json");
    }

    @Test
    void aClientThatAsksForNoSubprotocolGetsNone() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));

        assertThat(client.socket.getSubprotocol()).isEmpty();
        assertThat(take(client.texts)).isEqualTo(RecordingClientManager.HELLO);
    }

    @Test
    void manyMessagesArriveCompleteAndInOrderInBothDirections() throws Exception {
        int count = 5_000;
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);
        take(client.texts);

        sendAll(connection, 0, count);
        for (int i = 0; i < count; i++) {
            client.send("c" + i);
        }

        for (int i = 0; i < count; i++) {
            assertThat(take(client.texts)).isEqualTo("s" + i);
            String call = take(connection.calls);
            while (call.equals("pong")) {
                call = take(connection.calls);
            }
            assertThat(call).isEqualTo("text c" + i);
        }
    }

    /** The next message only after the callback, from the callback's thread: how core sends. */
    private static void sendAll(Connection connection, int from, int count) {
        if (from == count) {
            return;
        }
        if (from % 100 == 0) {
            // A ping in between, which containers do not all allow while a send is in flight.
            connection.session.ping();
        }
        connection.session.send(RecordingClientManager.message("s" + from), failure -> {
            if (failure != null) {
                throw new AssertionError("message " + from, failure);
            }
            ForkJoinPool.commonPool().execute(() -> sendAll(connection, from + 1, count));
        });
    }

    @Test
    void aLargeMessageWithAllKindsOfCharactersArrivesAsItWas() throws Exception {
        String text = "aé€😀\"\\\u0000".repeat(20_000);
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);
        take(client.texts);

        connection.session.send(RecordingClientManager.message(text), failure -> {});

        assertThat(take(client.texts)).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource(CloseCode.class)
    void theClientSeesWhyTheServerCloses(CloseCode code) throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        connection.session.close(code);
        connection.session.close(CloseCode.INTERNAL);

        assertThat(client.closed()).isEqualTo(code.code() + " " + code.name());
        assertThat(take(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 3000, 4000, 4999})
    void anyCloseCodeOfTheClientEndsTheConnection(int code) throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        var unused = client.socket.sendClose(code, "bye").get(60, SECONDS);

        assertThat(take(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
    }

    @Test
    void anAbruptlyLostConnectionIsClosedOnce() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        client.socket.abort();

        assertThat(take(connection.calls)).isEqualTo("closed");
        assertThat(connection.calls).isEmpty();
    }

    @Test
    void aSendAfterTheCloseFailsInItsCallback() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);
        client.socket.abort();
        assertThat(take(connection.calls)).isEqualTo("closed");

        List<Throwable> failures = new ArrayList<>();
        connection.session.send(RecordingClientManager.message("late"), failures::add);
        connection.session.ping();
        connection.session.close(CloseCode.NORMAL);

        await().untilAsserted(() -> assertThat(failures).hasSize(1).doesNotContainNull());
    }

    @Test
    void aMessageOverTheLimitIsReportedAndTheConnectionStays() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        client.send("x".repeat(1_000));
        client.send("x".repeat(1_001));
        client.send("€".repeat(334));
        client.send("short");

        assertThat(take(connection.calls)).startsWith("text xxx");
        assertThat(take(connection.calls)).isEqualTo("too large");
        assertThat(take(connection.calls)).isEqualTo("too large");
        assertThat(take(connection.calls)).isEqualTo("text short");
    }

    @Test
    void aMessageOfMoreThanTwiceTheLimitClosesTheConnectionWithItsCode() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        client.send("x".repeat(2_001));

        assertThat(client.closed()).startsWith("1009");
        assertThat(take(connection.calls)).isEqualTo("closed");
    }

    @Test
    void aMessageFarOverTheLimitIsNotReadAndTheConnectionIsClosed() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        // The server hangs up in the middle: the client may hear of that by its send before it can read the code.
        CompletableFuture<?> sent = client.socket.sendText("x".repeat(100_000), true);

        assertThat(take(connection.calls)).isEqualTo("closed");
        await().until(() -> client.closed.isDone() || sent.isCompletedExceptionally());
    }

    @Test
    void aBinaryMessageIsReported() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        var unused = client.socket.sendBinary(ByteBuffer.allocate(3), true).get(60, SECONDS);

        assertThat(take(connection.calls)).isEqualTo("binary");
    }

    @Test
    void aPingIsAnswered() throws Exception {
        TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        connection.session.ping();

        assertThat(take(connection.calls)).isEqualTo("pong");
    }

    @Test
    void aHandlerThatThrowsClosesTheConnectionWithItsOwnCode() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        client.send("throw");

        assertThat(client.closed()).isEqualTo("4005 INTERNAL");
        assertThat(take(connection.calls)).isEqualTo("text throw");
        assertThat(take(connection.calls)).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://example.com:8443", "http://example.com", "x y"})
    void aPageOfAnotherOriginIsTurnedAwayWithAReason(String origin) throws Exception {
        TestClient client = TestClient.connectFromPage(server.uri("/stream"), origin);

        assertThat(client.closed()).isEqualTo("4501 FORBIDDEN");
        assertThat(clients.opened).isEmpty();
    }

    @Test
    void aPageOfAnAllowedOriginOrOfTheServerItselfMayConnect() throws Exception {
        TestClient.connectFromPage(server.uri("/stream?user=a"), "https://EXAMPLE.com");
        assertThat(take(clients.opened).user).isEqualTo(User.named("a"));

        TestClient.connectFromPage(server.uri("/stream?user=b"), "http://127.0.0.1:" + server.port());
        assertThat(take(clients.opened).user).isEqualTo(User.named("b"));
    }

    @Test
    void anUnknownUserIsTurnedAwayWithAReason() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream?user=nobody"));

        assertThat(client.closed()).isEqualTo("4500 UNAUTHENTICATED");
        assertThat(clients.opened).isEmpty();
    }

    @Test
    void aPathWithoutSlashAndAnOriginWithPathAreNamedInTheError() {
        RallycastEndpoint.Builder builder = RallycastEndpoint.builder(clients, Authenticators.containerPrincipal());

        assertThatThrownBy(() -> builder.path("stream"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"stream\"");
        assertThatThrownBy(() -> builder.allowedOrigins("https://example.com/app"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("https://example.com/app");
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T found = queue.poll(60, SECONDS);
        assertThat(found).as("something within 10 s").isNotNull();
        return found;
    }
}
