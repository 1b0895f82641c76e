package dev.rallycast.transport.jakarta;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.auth.Authenticators;
import dev.rallycast.model.User;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Identity;
import dev.rallycast.transport.jakarta.RecordingClientManager.Connection;
import java.io.File;
import java.util.concurrent.BlockingQueue;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The endpoint in a real Tomcat, with the JDK's WebSocket client at the other end: the first things to break. The transport
 * contract is run where the hosts are, in {@code examples/hosting}.
 */
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
    void aClientTakesBatchesIfItAsksForThem() throws Exception {
        TestClient plain = TestClient.connectWithSubprotocols(server.uri("/stream"), "rallycast.v1.json");
        Connection withoutBatches = take(clients.opened);
        TestClient batches = TestClient.connectWithSubprotocols(server.uri("/stream"), "rallycast.v1.json-batch");
        Connection withBatches = take(clients.opened);

        assertThat(plain.socket.getSubprotocol()).isEqualTo("rallycast.v1.json");
        assertThat(withoutBatches.session.takesBatches()).isFalse();
        assertThat(batches.socket.getSubprotocol()).isEqualTo("rallycast.v1.json-batch");
        assertThat(withBatches.session.takesBatches()).isTrue();
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
    void aHandlerThatThrowsClosesTheConnectionWithItsOwnCode() throws Exception {
        TestClient client = TestClient.connect(server.uri("/stream"));
        Connection connection = take(clients.opened);

        client.send("throw");

        assertThat(client.closed()).isEqualTo("4005 INTERNAL");
        assertThat(take(connection.calls)).isEqualTo("text throw");
        assertThat(take(connection.calls)).isEqualTo("closed");
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
