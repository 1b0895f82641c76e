package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.BINARY;
import static dev.rallycast.testkit.RawWebSocket.CLOSE;
import static dev.rallycast.testkit.RawWebSocket.CONTINUATION;
import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.NO_CLOSE_FRAME;
import static dev.rallycast.testkit.RawWebSocket.PING;
import static dev.rallycast.testkit.RawWebSocket.PONG;
import static dev.rallycast.testkit.RawWebSocket.RSV1;
import static dev.rallycast.testkit.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.RecordedClients.Connection;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every transport must do, in every host. An adapter's test extends this class, under a name that ends in
 * {@code ContractTest}, and supplies {@link #start}. One server is started for all tests.
 *
 * <p>{@code connectionsComeAndGoWithoutATrace} opens as many connections as the system property
 * {@value #CONNECTS_PROPERTY} says, by default 400.
 */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(120)
public abstract class TransportContract {
    static final String CONNECTS_PROPERTY = "rallycast.connects";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LIMIT = RecordedClients.MAX_MESSAGE_BYTES;
    private static final int KIB = 1_024;
    /** More than the buffers of two sockets of the loopback interface take. */
    private static final int MORE_THAN_SOCKETS_TAKE = 24 * KIB * KIB;

    private final SwitchedClients switched = new SwitchedClients();
    private final TransportSettings settings = new TransportSettings(switched);

    // Set before each test.
    @SuppressWarnings("NullAway.Init")
    private TransportHarness host;

    @SuppressWarnings("NullAway.Init")
    private RecordedClients clients;

    /** Starts a server with the transport at a free port of the loopback interface. */
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

    // Opening

    @Test
    void aConnectionIsOpenedOnceWithItsUser() throws Exception {
        PlainClient client = PlainClient.connect(uri("?user=J%C3%BCrgen+K&x=1"));

        assertThat(Await.next(client.texts)).isEqualTo(RecordedClients.HELLO);
        Connection connection = Await.next(clients.opened);
        assertThat(connection.user).isEqualTo(User.named("Jürgen K"));
        assertThat(connection.session.isOpen()).isTrue();
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).hasSize(1);
    }

    @Test
    void anonymousUsersAreDistinctAndNamedAfterTheirConnection() throws Exception {
        PlainClient.connect(uri(""));
        PlainClient.connect(uri(""));

        Connection first = Await.next(clients.opened);
        Connection second = Await.next(clients.opened);
        assertThat(first.user.anonymous()).isTrue();
        assertThat(first.user.id()).isNotEqualTo(second.user.id()).isEqualTo(first.session.id());
    }

    @Test
    void usersOfSimultaneousHandshakesAreNotMixedUp() throws Exception {
        int count = 100;
        inParallel(8, count, i -> {
            RawWebSocket socket = RawWebSocket.connect(host.port(), target("?user=u" + i));
            assertThat(socket.readText()).isEqualTo(RecordedClients.HELLO);
            socket.sendText("I am u" + i);
            return socket;
        });

        for (int i = 0; i < count; i++) {
            Connection connection = Await.next(clients.opened);
            assertThat(Await.next(connection.calls)).isEqualTo("text I am " + connection.user.id());
            assertThat(connection.calls).isEmpty();
        }
    }

    @Test
    void theSubprotocolIsNegotiated() throws Exception {
        PlainClient client = PlainClient.connectWithSubprotocols(uri(""), "rallycast.v9", "rallycast.v1.json");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v1.json");
    }

    @Test
    void aClientThatAsksForNoSubprotocolOrAForeignOneGetsNone() throws Exception {
        RawWebSocket none = open("");
        RawWebSocket unknown = open("", "Sec-WebSocket-Protocol: chat");

        assertThat(none.head()).doesNotContainIgnoringCase("Sec-WebSocket-Protocol:");
        assertThat(unknown.head()).doesNotContainIgnoringCase(": chat");
        assertThat(none.readText()).isEqualTo(RecordedClients.HELLO);
        assertThat(unknown.readText()).isEqualTo(RecordedClients.HELLO);
    }

    @Test
    void aClientThatAsksForAnotherVersionIsGivenItSoThatItSeesWithWhatItIsClosed() throws Exception {
        PlainClient client = PlainClient.connectWithSubprotocols(uri(""), "chat", "rallycast.v9", "rallycast.v8");

        assertThat(client.socket.getSubprotocol()).isEqualTo("rallycast.v9");
        assertThat(Await.next(settings.requests).subprotocols())
                .containsExactly("chat", "rallycast.v9", "rallycast.v8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "https://example.com:8443", "http://example.com", "x y"})
    void aPageOfAnotherOriginIsTurnedAwayWithItsCode(String origin) throws Exception {
        PlainClient client = PlainClient.connectFromPage(uri(""), origin);

        assertThat(client.closed()).isEqualTo("4501 FORBIDDEN");
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).isEmpty();
    }

    @Test
    void twoOriginsAreTurnedAway() throws Exception {
        RawWebSocket client = open("", "Origin: https://example.com", "Origin: https://evil.example");

        assertThat(client.readCloseCode()).isEqualTo(4501);
    }

    @Test
    void aPageOfAnAllowedOriginOrOfTheServerItselfMayConnect() throws Exception {
        PlainClient.connectFromPage(uri("?user=a"), "https://EXAMPLE.com");
        assertThat(Await.next(clients.opened).user).isEqualTo(User.named("a"));

        PlainClient.connectFromPage(uri("?user=b"), "http://localhost:" + host.port());
        assertThat(Await.next(clients.opened).user).isEqualTo(User.named("b"));
    }

    @ParameterizedTest
    @CsvSource({"nobody, 4500", "broken, 4005"})
    void aUserWhoIsNotKnownOrCantBeToldIsTurnedAway(String user, int code) throws Exception {
        try (SchedulerManager manager =
                SchedulerManager.builder(new InMemoryGameStorage()).build()) {
            switched.switchTo(manager.clients());
            assertThat(open("?user=" + user).readCloseCode()).isEqualTo(code);
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"?user=%zz", "?user=%", "?user=%4"})
    void aQueryThatCantBeDecodedIsTurnedAway(String query) throws Exception {
        // Some hosts refuse it by themselves, each in its own way.
        if (RawWebSocket.statusOf(host.port(), target(query)) == 101) {
            assertThat(open(query).readCloseCode()).isIn(CloseCode.PROTOCOL_ERROR.code(), NO_CLOSE_FRAME);
        }
        assertThat(clients.opened).isEmpty();
        assertThat(settings.requests).isEmpty();
        assertThatConnectionsWork();
    }

    @Test
    void aManagerThatFailsToTakeAConnectionClosesItWithACode() throws Exception {
        clients.failing = true;
        assertThat(PlainClient.connect(uri("")).closed()).isEqualTo("4005 INTERNAL");

        clients.failing = false;
        assertThatConnectionsWork();
    }

    @Test
    void parametersOfTheQueryAndOfThePathAreNotMixedUp() throws Exception {
        RawWebSocket.connect(host.port(), "/rooms/good?room=evil&user=ann");

        Handshake request = Await.next(settings.requests);
        assertThat(request.parameters()).containsOnlyKeys("room", "user").containsEntry("room", List.of("evil"));
        assertThat(request.uri().getRawPath()).isEqualTo("/rooms/good");

        RawWebSocket.connect(host.port(), "/rooms/nobody");
        assertThat(Await.next(settings.requests).parameters()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rooms/%2e%2e%2fetc%2fpasswd",
                "/rooms/%2e%2e",
                "/rooms/../rooms/../../x",
                "/rooms/a%00b",
                "/rooms/a%0ab",
                "/rooms/%c0%af",
                "/rooms/a;x=1",
                "/rooms/%zz",
                "/rooms/a/b",
                "/rooms/",
                "//rooms/a",
                "/ROOMS/a"
            })
    void aTrickyPathIsRefusedOrToldAsItCame(String target) throws Exception {
        // Which error a host answers with is its own business.
        assertThat(RawWebSocket.statusOf(host.port(), target)).isNotIn(200, 302);
        for (Handshake request : settings.requests) {
            // Not decoded: an adapter that takes it apart decodes it once, by itself.
            assertThat(target).endsWith(request.uri().getRawPath());
        }
        assertThatConnectionsWork();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/rooms", "/other/room", "/rooms/main/more"})
    void anotherPathIsNoEndpoint(String target) throws Exception {
        assertThat(RawWebSocket.statusOf(host.port(), target)).isNotEqualTo(101);
        assertThat(settings.requests).isEmpty();
    }

    // Messages

    @Test
    void messagesArriveCompleteAndInOrderInBothDirections() throws Exception {
        int count = 2_000;
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);
        Await.next(client.texts);

        Pump pump = new Pump(connection.session, count, i -> "s" + i, true);
        for (int i = 0; i < count; i++) {
            client.send("c" + i);
        }

        for (int i = 0; i < count; i++) {
            assertThat(Await.next(client.texts)).isEqualTo("s" + i);
            assertThat(nextCall(connection)).isEqualTo("text c" + i);
        }
        assertThat(pump.end()).isNull();
        assertThat(connection.overlaps).hasValue(0);
    }

    @Test
    void manySessionsSendAtTheSameTimeFromManyThreads() throws Exception {
        int sessions = 16;
        int count = 200;
        List<PlainClient> all = new ArrayList<>();
        List<Pump> pumps = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            all.add(PlainClient.connect(uri("?user=u" + i)));
            Connection connection = Await.next(clients.opened);
            String name = connection.user.id();
            pumps.add(new Pump(connection.session, count, k -> name + " " + k + "x".repeat(2_000), true));
        }

        for (int i = 0; i < sessions; i++) {
            assertThat(pumps.get(i).end()).isNull();
            assertThat(Await.next(all.get(i).texts)).isEqualTo(RecordedClients.HELLO);
            for (int k = 0; k < count; k++) {
                assertThat(Await.next(all.get(i).texts)).isEqualTo("u" + i + " " + k + "x".repeat(2_000));
            }
        }
    }

    @Test
    void pingsAndClosesFromManyThreadsDisturbNoSend() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        ClientSession session = Await.next(clients.opened).session;
        Await.next(client.texts);
        Pump pump = new Pump(session, 500, i -> "s" + i, false);

        inParallel(8, 400, i -> {
            session.ping();
            return i;
        });
        for (int i = 0; i < 500; i++) {
            assertThat(Await.next(client.texts)).isEqualTo("s" + i);
        }
        assertThat(pump.end()).isNull();
        inParallel(8, 8, i -> {
            session.close(CloseCode.OVERLOADED);
            return i;
        });

        assertThat(client.closed()).isEqualTo("4003 OVERLOADED");
    }

    @Test
    void aLargeMessageWithAllKindsOfCharactersArrivesAsItWas() throws Exception {
        String text = "aé€😀\"\\\u0000".repeat(20_000);
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);
        Await.next(client.texts);

        new Pump(connection.session, 1, i -> text, false);

        assertThat(Await.next(client.texts)).isEqualTo(text);
    }

    @Test
    void aMessageInManyFragmentsArrivesWhole() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);
        String text = "aé€😀".repeat(50);
        byte[] bytes = text.getBytes(UTF_8);

        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            // Cut within characters, with pings in between and an empty fragment at the end.
            frames.writeBytes(RawWebSocket.frame(i == 0 ? TEXT : CONTINUATION, new byte[] {bytes[i]}));
            if (i % 50 == 0) {
                frames.writeBytes(RawWebSocket.frame(FIN | PING, new byte[] {1}));
            }
        }
        frames.writeBytes(RawWebSocket.frame(FIN | CONTINUATION, new byte[0]));
        client.sendBytes(frames.toByteArray());

        assertThat(Await.next(connection.calls)).isEqualTo("text " + text);
        assertThat(client.readText()).isEqualTo(RecordedClients.HELLO);
    }

    @Test
    void aMessageThatComesByteByByteArrivesWhole() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);
        String text = "aé€😀".repeat(90);

        for (byte b : RawWebSocket.frame(FIN | TEXT, text.getBytes(UTF_8))) {
            client.sendBytes(new byte[] {b});
        }

        assertThat(Await.next(connection.calls)).isEqualTo("text " + text);
    }

    @Test
    void anEmptyMessageArrives() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendText("");

        assertThat(Await.next(connection.calls)).isEqualTo("text ");
    }

    @Test
    void aPingIsAnsweredWithWhatItSaid() throws Exception {
        RawWebSocket client = open("");
        client.readText();

        client.sendFrame(FIN | PING, "are you there?".getBytes(UTF_8));

        RawWebSocket.Frame answer = client.read();
        assertThat(answer.opcode()).isEqualTo(PONG);
        assertThat(answer.text()).isEqualTo("are you there?");
    }

    @Test
    void thePongToAPingIsReported() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);
        client.readText();

        connection.session.ping();

        RawWebSocket.Frame ping = client.read();
        assertThat(ping.opcode()).isEqualTo(PING);
        byte[] payload = new byte[ping.payload().remaining()];
        ping.payload().get(payload);
        client.sendFrame(FIN | PONG, payload);
        assertThat(Await.next(connection.calls)).isEqualTo("pong");
    }

    @Test
    void aPongThatNobodyAskedForDoesNoHarm() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | PONG, new byte[] {1, 2, 3});
        client.sendText("here");

        assertThat(nextCall(connection)).isEqualTo("text here");
    }

    // Limits and broken frames

    @Test
    void aMessageOverTheLimitIsReportedAndTheConnectionStays() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);

        client.send("x".repeat(LIMIT));
        client.send("x".repeat(LIMIT + 1));
        client.send("€".repeat(LIMIT / 3 + 1));
        client.send("short");

        assertThat(Await.next(connection.calls)).startsWith("text xxx");
        assertThat(Await.next(connection.calls)).isEqualTo("too large");
        assertThat(Await.next(connection.calls)).isEqualTo("too large");
        assertThat(Await.next(connection.calls)).isEqualTo("text short");
    }

    @Test
    void aMessageOfMoreThanTwiceTheLimitClosesTheConnection() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);

        client.send("x".repeat(2 * LIMIT + 1));

        assertThat(client.closed()).startsWith("1009");
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void aMessageInFragmentsOfMoreThanTwiceTheLimitClosesTheConnection() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(TEXT, new byte[LIMIT]);
        client.sendFrame(CONTINUATION, new byte[LIMIT]);
        client.sendFrame(FIN | CONTINUATION, new byte[LIMIT]);

        assertThat(client.readCloseCode()).isEqualTo(1009);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000_000, 0x7fff_ffffL, 0x8000_0000L, 1L << 40, Long.MAX_VALUE})
    void aFrameFarOverTheLimitIsRefusedByItsHeader(long length) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendBytes(RawWebSocket.header(FIN | TEXT, length));
        writeUntilHungUp(client, new byte[LIMIT], 1_000);

        if (deviates(TransportDeviation.LARGE_FRAMES_ARE_CLOSED_WITH_1011)) {
            assertThat(client.readCloseCode()).isEqualTo(1011);
        } else {
            assertThat(client.readCloseCode()).isIn(1009, 1002, NO_CLOSE_FRAME);
        }
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void fragmentsWithoutAnEndAreBounded() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 70_000; i++) {
            frames.writeBytes(RawWebSocket.frame(i == 0 ? TEXT : CONTINUATION, new byte[] {'x'}));
        }
        writeUntilHungUp(client, frames.toByteArray(), 1);

        assertThat(client.readCloseCode()).isIn(1009, NO_CLOSE_FRAME);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void emptyFragmentsWithoutAnEndEndWithTheConnection() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(TEXT, new byte[0]);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 70_000; i++) {
            frames.writeBytes(RawWebSocket.frame(CONTINUATION, new byte[0]));
        }
        writeUntilHungUp(client, frames.toByteArray(), 1);
        client.reset();

        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @ParameterizedTest
    @MethodSource
    void textThatIsNotUtf8ClosesTheConnection(byte[] bytes) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | TEXT, bytes);

        assertThat(client.readCloseCode()).isEqualTo(1007);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    static Stream<byte[]> textThatIsNotUtf8ClosesTheConnection() {
        return Stream.of(
                new byte[] {'a', (byte) 0xff},
                new byte[] {(byte) 0xc0, (byte) 0xaf},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xe2, (byte) 0x82});
    }

    @Test
    void aFrameWithoutMaskIsRefused() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendBytes(RawWebSocket.unmaskedFrame(FIN | TEXT, "plain".getBytes(UTF_8)));

        if (deviates(TransportDeviation.UNMASKED_FRAMES_ARE_TAKEN)) {
            assertThat(nextCall(connection)).isEqualTo("text plain");
        } else {
            assertThat(client.readCloseCode()).isEqualTo(1002);
            assertThat(Await.next(connection.calls)).isEqualTo("closed");
        }
    }

    /** Sequences of bytes that break RFC 6455. */
    static Stream<Arguments> aBrokenFrameClosesTheConnection() {
        byte[] x = {'x'};
        return Stream.of(
                arguments("reserved bit 1", RawWebSocket.frame(FIN | RSV1 | TEXT, x)),
                arguments("reserved bit 2", RawWebSocket.frame(FIN | 0x20 | TEXT, x)),
                arguments("reserved bit 3", RawWebSocket.frame(FIN | 0x10 | TEXT, x)),
                arguments("reserved opcode of data", RawWebSocket.frame(FIN | 3, x)),
                arguments("reserved opcode of control", RawWebSocket.frame(FIN | 11, x)),
                arguments("ping in fragments", RawWebSocket.frame(PING, x)),
                arguments("ping too long", RawWebSocket.frame(FIN | PING, new byte[126])),
                arguments("continuation of nothing", RawWebSocket.frame(FIN | CONTINUATION, x)),
                arguments(
                        "message within a message",
                        concat(RawWebSocket.frame(TEXT, x), RawWebSocket.frame(FIN | TEXT, x))),
                arguments("close code of one byte", RawWebSocket.frame(FIN | CLOSE, new byte[] {3})),
                arguments("close code 1005", RawWebSocket.frame(FIN | CLOSE, new byte[] {3, (byte) 0xed})),
                arguments("close code 999", RawWebSocket.frame(FIN | CLOSE, new byte[] {3, (byte) 0xe7})));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aBrokenFrameClosesTheConnection(String what, byte[] bytes) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendBytes(bytes);

        assertThat(client.readCloseCode()).as(what).isEqualTo(1002);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThat(connection.calls).isEmpty();
    }

    @Test
    void compressionIsNotAcceptedAndACompressedBombIsRefused() throws Exception {
        RawWebSocket client = open("", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        Connection connection = Await.next(clients.opened);
        assertThat(client.head()).doesNotContainIgnoringCase("permessage-deflate");

        byte[] bomb = deflate(new byte[64 * KIB * KIB]);
        writeUntilHungUp(client, RawWebSocket.frame(FIN | RSV1 | TEXT, bomb), 1);

        assertThat(client.readCloseCode()).isIn(1002, 1009, NO_CLOSE_FRAME);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void aBinaryMessageIsReportedAndALargeOneMayCloseTheConnection() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | BINARY, new byte[3]);
        assertThat(Await.next(connection.calls)).isEqualTo("binary");
        client.sendText("text");
        assertThat(Await.next(connection.calls)).isEqualTo("text text");
        writeUntilHungUp(client, RawWebSocket.frame(FIN | BINARY, new byte[100 * LIMIT]), 1);
        writeUntilHungUp(client, RawWebSocket.frame(FIN | CLOSE, new byte[0]), 1);
        assertThat(client.readCloseCode()).isIn(1009, 1005, 1000, NO_CLOSE_FRAME);
        client.reset();
        String call = Await.next(connection.calls);
        while (call.equals("binary")) {
            call = Await.next(connection.calls);
        }
        assertThat(call).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void theEngineRefusesABinaryMessageWithItsCode() throws Exception {
        VirtualClock clock = new VirtualClock();
        try (SchedulerManager manager =
                SchedulerManager.builder(new InMemoryGameStorage()).clock(clock).build()) {
            switched.switchTo(manager.clients());
            RawWebSocket client = open("");

            client.sendFrame(FIN | BINARY, new byte[] {1, 2, 3});

            assertThat(client.readCloseCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.code());
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
        }
    }

    // Closing

    @ParameterizedTest
    @EnumSource(CloseCode.class)
    void theClientSeesWhyTheServerCloses(CloseCode code) throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);

        connection.session.close(code);
        connection.session.close(CloseCode.INTERNAL);

        assertThat(client.closed()).isEqualTo(code.code() + " " + code.name());
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
        assertThat(connection.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1003, 1008, 1011, 3000, 4000, 4999})
    void anyCloseCodeOfTheClientEndsTheConnection(int code) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendClose(code);

        assertThat(client.readCloseCode()).isIn(code, 1000);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
        assertThat(connection.calls).isEmpty();
    }

    @Test
    void aCloseWithoutCodeEndsTheConnection() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | CLOSE, new byte[0]);

        assertThat(client.readCloseCode()).isIn(1005, 1000);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    @Test
    void bothSidesMayCloseAtTheSameTime() throws Exception {
        for (int i = 0; i < 50; i++) {
            RawWebSocket client = open("");
            Connection connection = Await.next(clients.opened);

            client.sendClose(1000);
            connection.session.close(CloseCode.DRAINING);

            // Which close frame the client gets to see, if any, is left to the host.
            assertThat(Await.next(connection.calls)).isEqualTo("closed");
            assertThat(connection.calls).isEmpty();
            client.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reset", "close", "within a frame", "within a header", "within a message", "while sending"})
    void aConnectionThatIsLostEndsOnce(String how) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        switch (how) {
            case "within a frame" -> client.sendBytes(Arrays.copyOf(RawWebSocket.frame(FIN | TEXT, new byte[100]), 50));
            case "within a header" -> client.sendBytes(new byte[] {(byte) (FIN | TEXT)});
            case "within a message" -> client.sendFrame(TEXT, new byte[] {'x'});
            case "while sending" -> new Pump(connection.session, 1_000_000, i -> "s" + i, false);
            default -> {}
        }
        if (how.equals("reset") || how.equals("while sending")) {
            client.reset();
        } else {
            client.close();
        }

        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
        assertThatConnectionsWork();
        assertThat(connection.calls).isEmpty();
    }

    @Test
    void aSendAfterTheCloseFailsInItsCallback() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);
        client.reset();
        assertThat(Await.next(connection.calls)).isEqualTo("closed");

        Pump pump = new Pump(connection.session, 1, i -> "late", false);
        connection.session.ping();
        connection.session.close(CloseCode.NORMAL);

        assertThat(pump.end()).isNotNull();
    }

    @Test
    void aSendAfterTheServersOwnCloseFailsInItsCallback() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);
        connection.session.close(CloseCode.REPLACED);
        assertThat(client.closed()).isEqualTo("4504 REPLACED");
        assertThat(Await.next(connection.calls)).isEqualTo("closed");

        assertThat(new Pump(connection.session, 1, i -> "late", false).end()).isNotNull();
        assertThat(client.texts).hasSize(1);
    }

    @Test
    void aHandlerThatThrowsHarmsNobodyElse() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);
        PlainClient other = PlainClient.connect(uri(""));
        Connection otherConnection = Await.next(clients.opened);

        client.send("throw");

        assertThat(client.closed()).isEqualTo("4005 INTERNAL");
        assertThat(Await.next(connection.calls)).isEqualTo("text throw");
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        other.send("still here");
        assertThat(Await.next(otherConnection.calls)).isEqualTo("text still here");
        assertThat(otherConnection.session.isOpen()).isTrue();
    }

    @Test
    void aSendCallbackThatThrowsHarmsNothing() throws Exception {
        PlainClient client = PlainClient.connect(uri(""));
        Connection connection = Await.next(clients.opened);
        Await.next(client.texts);

        connection.session.send(RecordedClients.message("first"), failure -> {
            throw new IllegalStateException("asked to");
        });
        assertThat(Await.next(client.texts)).isEqualTo("first");

        assertThat(new Pump(connection.session, 1, i -> "second", false).end()).isNull();
        assertThat(Await.next(client.texts)).isEqualTo("second");
    }

    // Slow and vanished clients

    @Test
    void aClientThatReadsNothingCostsOneSendAndDisturbsNobody() throws Exception {
        int size = 64 * KIB;
        int count = MORE_THAN_SOCKETS_TAKE / size;
        RawWebSocket stuck = RawWebSocket.connectWithSmallBuffer(host.port(), target("?user=stuck"));
        Connection stuckConnection = Await.next(clients.opened);
        PlainClient reader = PlainClient.connect(uri("?user=reader"));
        Connection readerConnection = Await.next(clients.opened);
        Await.next(reader.texts);
        String filling = "x".repeat(size);

        Pump stuckPump = new Pump(stuckConnection.session, count, i -> filling, false);
        Pump readerPump = new Pump(readerConnection.session, count, i -> i + " " + filling, false);

        for (int i = 0; i < count; i++) {
            assertThat(Await.next(reader.texts)).startsWith(i + " ");
        }
        assertThat(readerPump.end()).isNull();
        // All that it costs is in the buffers of its socket, and the one message behind them.
        assertThat(stuckPump.completed()).isLessThan(count - 1);
        assertThat(stuckPump.isDone()).isFalse();

        stuckConnection.session.close(CloseCode.SLOW_CONSUMER);
        assertThat(stuckConnection.session.isOpen()).isFalse();
        assertThatConnectionsWork();

        stuck.reset();
        assertThat(Await.next(stuckConnection.calls)).isEqualTo("closed");
        assertThat(stuckPump.end()).isNotNull();
        assertThat(stuckConnection.calls).isEmpty();
    }

    @Test
    void theEngineClosesASpectatorWhoReadsNothingAndTheOthersMissNothing() throws Exception {
        int count = 400;
        Payload payload = Payload.of("\"" + "x".repeat(MORE_THAN_SOCKETS_TAKE / count) + "\"");
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.of("m1", "tennis"),
                IntStream.range(0, count)
                        .mapToObj(i -> EventDraft.of(Duration.ofMillis(500 + 2L * i), "point", payload))
                        .toList());
        Limits limits = Limits.builder()
                .sendTimeout(Duration.ofSeconds(2))
                .maxLagBytes(4 * MORE_THAN_SOCKETS_TAKE)
                .maxLagMessages(4 * count)
                .build();
        try (SchedulerManager manager =
                SchedulerManager.builder(storage).limits(limits).build()) {
            switched.switchTo(manager.clients());
            PlainClient reader = PlainClient.connect(uri("?user=reader"));
            reader.send("{\"action\":\"start\",\"game_id\":\"m1\"}");
            RawWebSocket stuck = RawWebSocket.connectWithSmallBuffer(host.port(), target("?user=stuck"));
            stuck.sendText("{\"action\":\"start\",\"game_id\":\"m1\"}");

            for (int i = 0; i < count; i++) {
                assertThat(nextEvent(reader).path("index").asInt()).isEqualTo(i);
            }
            Await.until("the stuck client is gone", () -> manager.clients().connections() == 1);
            assertThat(reader.closed).isNotDone();
            stuck.reset();
        }
    }

    @Test
    void theEngineClosesAClientThatAnswersNoPings() throws Exception {
        VirtualClock clock = new VirtualClock();
        // The server's threads do not move with the clock, so a send may seem to take long.
        Limits limits = Limits.builder().sendTimeout(Duration.ofDays(1)).build();
        try (SchedulerManager manager = SchedulerManager.builder(new InMemoryGameStorage())
                .limits(limits)
                .clock(clock)
                .build()) {
            switched.switchTo(manager.clients());
            RawWebSocket client = open("");
            client.readText();

            clock.advance(limits.ping());
            assertThat(firstOf(client, PING)).isNotNull();
            assertThat(manager.clients().connections()).isEqualTo(1);
            clock.advance(limits.pong());

            assertThat(client.readCloseCode()).isEqualTo(CloseCode.HEARTBEAT_TIMEOUT.code());
            assertThat(manager.clients().connections()).isZero();
        }
    }

    @Test
    void aClientThatAnswersPingsStays() throws Exception {
        VirtualClock clock = new VirtualClock();
        // The server's threads do not move with the clock, so a send may seem to take long.
        Limits limits = Limits.builder().sendTimeout(Duration.ofDays(1)).build();
        try (SchedulerManager manager = SchedulerManager.builder(new InMemoryGameStorage())
                .limits(limits)
                .clock(clock)
                .build()) {
            switched.switchTo(manager.clients());
            PlainClient client = PlainClient.connect(uri(""));
            Await.next(client.texts);

            for (int i = 0; i < 10; i++) {
                clock.advance(limits.ping());
                client.send("{\"action\":\"ping\"}");
                assertThat(nextOf(client, "pong")).isNotNull();
            }

            assertThat(manager.clients().connections()).isEqualTo(1);
            client.socket.abort();
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
        }
    }

    // Leaks

    @Test
    @Timeout(900)
    void connectionsComeAndGoWithoutATrace() throws Exception {
        int count = Integer.getInteger(CONNECTS_PROPERTY, 400);
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.of("m1", "tennis"),
                IntStream.range(0, 1_000)
                        .mapToObj(i -> EventDraft.of(Duration.ofMillis(100L * i), "point", Payload.of("1")))
                        .toList());
        SchedulerType spectator =
                SchedulerType.spectator().toBuilder().idle(Duration.ZERO).build();
        try (SchedulerManager manager =
                SchedulerManager.builder(storage).type(spectator).build()) {
            LeakCheck leaks = new LeakCheck(manager.clients());
            switched.switchTo(leaks);
            // Pools fill and classes are loaded before anything is counted.
            inParallel(4, 40, this::comeAndGo);
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
            leaks.begin();

            inParallel(4, count, this::comeAndGo);

            Await.until("no connection is left", () -> manager.clients().connections() == 0);
            Await.until("no playback is left", () -> manager.schedulers().isEmpty());
            leaks.assertNothingIsLeft();
            System.out.println(getClass().getSimpleName() + ": " + count + " connections: " + leaks);
        }
    }

    private int comeAndGo(int number) throws IOException {
        try (RawWebSocket client = RawWebSocket.connect(host.port(), target("?user=u" + number))) {
            client.readText();
            client.sendText("{\"action\":\"start\",\"game_id\":\"m1\"}");
            switch (number % 4) {
                case 0 -> {
                    client.readText();
                    client.reset();
                }
                case 1 -> {}
                case 2 -> {
                    client.readText();
                    client.sendClose(1000);
                    awaitClose(client);
                }
                default -> {
                    client.sendClose(1001);
                    awaitClose(client);
                }
            }
        }
        return number;
    }

    /** Not every host answers a close that comes while it is sending, see docs/hosting.md; then the socket is just closed. */
    private static void awaitClose(RawWebSocket client) throws IOException {
        try {
            client.readCloseCode();
        } catch (SocketTimeoutException e) {
            System.out.println("a close was not answered: " + e.getMessage());
        }
    }

    // Helpers

    private boolean deviates(TransportDeviation deviation) {
        return host.deviations().contains(deviation);
    }

    private static String target(String query) {
        return "/rooms/main" + query;
    }

    private URI uri(String query) {
        return URI.create("ws://localhost:" + host.port() + target(query));
    }

    private RawWebSocket open(String query, String... headers) throws IOException {
        return RawWebSocket.connect(host.port(), target(query), headers);
    }

    /** Whatever one client has done, the next one is served. */
    private void assertThatConnectionsWork() throws Exception {
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

    private static String nextCall(Connection connection) throws InterruptedException {
        String call = Await.next(connection.calls);
        while (call.equals("pong")) {
            call = Await.next(connection.calls);
        }
        return call;
    }

    private static JsonNode nextEvent(PlainClient client) throws Exception {
        return nextOf(client, "event");
    }

    private static JsonNode nextOf(PlainClient client, String type) throws Exception {
        while (true) {
            JsonNode frame = JSON.readTree(Await.next(client.texts));
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    private static RawWebSocket.Frame firstOf(RawWebSocket client, int opcode) throws IOException {
        RawWebSocket.Frame frame = client.read();
        while (frame.opcode() != opcode) {
            frame = client.read();
        }
        return frame;
    }

    /** The server may hang up in the middle. */
    private static void writeUntilHungUp(RawWebSocket client, byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                client.sendBytes(bytes);
            }
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(bytes);
        deflater.finish();
        byte[] compressed = new byte[bytes.length / 100];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }

    /** Does something so many times, on so many threads; throws the first failure. */
    private static <T> void inParallel(int threads, int times, Numbered<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                tasks.add(() -> work.run(number));
            }
            for (Future<T> done : executor.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            executor.shutdown();
            assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
        }
    }

    private interface Numbered<T> {
        T run(int number) throws Exception;
    }

    /** Sends one message after the other, each from the callback of the one before, as core does. */
    private static final class Pump {
        private final ClientSession session;
        private final IntFunction<String> texts;
        private final boolean pings;
        private final int count;
        private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
        private volatile int completed;

        Pump(ClientSession session, int count, IntFunction<String> texts, boolean pings) {
            this.session = session;
            this.texts = texts;
            this.pings = pings;
            this.count = count;
            ForkJoinPool.commonPool().execute(this::sendNext);
        }

        private void sendNext() {
            int number = completed;
            if (pings && number % 50 == 0) {
                session.ping();
            }
            WireMessage message = RecordedClients.message(texts.apply(number));
            session.send(message, failure -> {
                completed = number + 1;
                if (failure != null || number + 1 == count) {
                    end.complete(failure);
                } else {
                    ForkJoinPool.commonPool().execute(this::sendNext);
                }
            });
        }

        int completed() {
            return completed;
        }

        boolean isDone() {
            return end.isDone();
        }

        /** Waits until all are sent, or one was not; why it was not. */
        @Nullable
        Throwable end() throws Exception {
            return end.get(30, SECONDS);
        }
    }
}
