package dev.rallycast.transport.jakarta;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.io.File;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for which subprotocol, with a manager of its own behind the endpoint. */
@Timeout(60)
class VersionTest {
    private SchedulerManager manager;
    private TestServer server;

    @TempDir
    private File directory;

    @BeforeEach
    void startServer() throws Exception {
        manager = SchedulerManager.builder(new InMemoryGameStorage()).build();
        server = new TestServer(
                RallycastEndpoint.builder(manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                        .build(),
                directory);
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
        manager.close();
    }

    @Test
    void aClientOfOtherVersionsOnlyIsClosedWithThatCodeAndHearsNothing() throws Exception {
        TestClient client = TestClient.connectWithSubprotocols(
                server.uri("/stream"), "chat", "rallycast.v9.json", "rallycast.v8.json");
        assertThat(client.closed()).isEqualTo("4503 UNSUPPORTED_VERSION");
        assertThat(client.texts).isEmpty();
        // A browser would end the connection itself if it were given none of those.
        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v9.json");
    }

    @Test
    void aClientThatAlsoSpeaksThisVersionIsServed() throws Exception {
        TestClient client =
                TestClient.connectWithSubprotocols(server.uri("/stream"), "rallycast.v9.json", "rallycast.v1.json");
        assertThat(client.texts.poll(60, SECONDS)).contains("\"hello\"");
        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v1.json");
    }

    @Test
    void aClientOfForeignSubprotocolsOnlyIsServedWithoutOne() throws Exception {
        TestClient client = TestClient.connectWithSubprotocols(server.uri("/stream"), "chat");
        assertThat(client.texts.poll(60, SECONDS)).contains("\"hello\"");
        assertThat(client.socket.getSubprotocol()).isEmpty();
    }
}
