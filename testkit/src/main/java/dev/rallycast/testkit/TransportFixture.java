package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.SchedulerManager;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.testkit.RecordedClients.Connection;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;

/** The server under test, and what the themes of {@link TransportContract} have in common. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
abstract class TransportFixture {
    static final int LIMIT = RecordedClients.MAX_MESSAGE_BYTES;
    static final int KIB = 1_024;
    /** More than the buffers of two sockets of the loopback interface take. */
    static final int MORE_THAN_SOCKETS_TAKE = 24 * KIB * KIB;

    private static final ObjectMapper JSON = new ObjectMapper();

    final SwitchedClients switched = new SwitchedClients();
    final TransportSettings settings = new TransportSettings(switched);

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    TransportHarness host;

    @SuppressWarnings("NullAway.Init")
    RecordedClients clients;

    /** Starts a server with the transport at a free port of the loopback interface. May be called more than once. */
    protected abstract TransportHarness start(TransportSettings settings) throws Exception;

    @BeforeAll
    void startHost() throws Exception {
        host = start(settings);
    }

    @AfterAll
    void stopHost() throws Exception {
        host.stop();
    }

    @BeforeEach
    void forgetEarlierTests() {
        clients = new RecordedClients();
        switched.switchTo(clients);
        settings.requests.clear();
    }

    /** The encoding of what is said in tests with the whole engine. */
    protected ControlProtocol protocol() {
        return new JsonControlProtocol();
    }

    SchedulerManagerBuilder manager(GameStorage storage) {
        return SchedulerManager.builder(storage).protocol(protocol());
    }

    boolean deviates(TransportDeviation deviation) {
        return host.deviations().contains(deviation);
    }

    /** Reads the code of the close frame, or of the end without one, where the host declares that this happens. */
    void assertThatCloseIs(RawWebSocket client, int code, TransportDeviation orJustEnds) throws IOException {
        int found = client.readCloseCode();
        if (found != RawWebSocket.NO_CLOSE_FRAME || !deviates(orJustEnds)) {
            assertThat(found).isEqualTo(code);
        }
    }

    static String target(String query) {
        return "/rooms/main" + query;
    }

    URI uri(String query) {
        return URI.create("ws://localhost:" + host.port() + target(query));
    }

    RawWebSocket open(String query, String... headers) throws IOException {
        return RawWebSocket.connect(host.port(), target(query), headers);
    }

    /** Whatever one client has done, the next one is served. */
    void assertThatConnectionsWork() throws Exception {
        PlainClient client = PlainClient.connect(uri("?user=next"));
        assertThat(Await.next(client.texts)).isEqualTo(RecordedClients.HELLO);
        Connection connection = Await.next(clients.opened);
        while (!connection.user.id().equals("next")) {
            connection = Await.next(clients.opened);
        }
        client.send("works");
        assertThat(Await.next(connection.calls)).isEqualTo("text works");
        var unused = client.socket.sendClose(1000, "").get(30, SECONDS);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    static String nextCall(Connection connection) throws InterruptedException {
        String call = Await.next(connection.calls);
        while (call.equals("pong")) {
            call = Await.next(connection.calls);
        }
        return call;
    }

    static JsonNode nextEvent(PlainClient client) throws Exception {
        return nextOf(client, "event");
    }

    static JsonNode nextOf(PlainClient client, String type) throws Exception {
        while (true) {
            JsonNode frame = JSON.readTree(Await.next(client.texts));
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    static RawWebSocket.Frame firstOf(RawWebSocket client, int opcode) throws IOException {
        RawWebSocket.Frame frame = client.read();
        while (frame.opcode() != opcode) {
            frame = client.read();
        }
        return frame;
    }
}
