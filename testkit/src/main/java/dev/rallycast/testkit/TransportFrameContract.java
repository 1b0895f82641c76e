package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.BINARY;
import static dev.rallycast.testkit.RawWebSocket.CLOSE;
import static dev.rallycast.testkit.RawWebSocket.CONTINUATION;
import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.PING;
import static dev.rallycast.testkit.RawWebSocket.RSV1;
import static dev.rallycast.testkit.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.rallycast.SchedulerManager;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.RecordedClients.Connection;
import dev.rallycast.time.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of messages, and frames that break RFC 6455. */
abstract class TransportFrameContract extends TransportMessageContract {
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
    void aFrameFarOverTheLimitIsRefusedBeforeItIsWhole(long length) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendBytes(RawWebSocket.header(FIN | TEXT, length));
        // Hosts look at what came when their buffer is full; one that hangs up on the rest has sent its code before.
        writeUntilHungUp(client, new byte[LIMIT], 1_000);

        assertThat(client.readCloseCode())
                .isEqualTo(deviates(TransportDeviation.LARGE_FRAMES_ARE_CLOSED_WITH_1011) ? 1011 : 1009);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @Test
    void fragmentsWithoutAnEndAreBounded() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < 2 * LIMIT + 1; i++) {
            frames.writeBytes(RawWebSocket.frame(i == 0 ? TEXT : CONTINUATION, new byte[] {'x'}));
        }
        client.sendBytes(frames.toByteArray());

        assertThat(client.readCloseCode()).isEqualTo(1009);
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
        client.sendBytes(frames.toByteArray());
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

        byte[] bomb = deflate(new byte[KIB * KIB]);
        client.sendFrame(FIN | RSV1 | TEXT, bomb);

        assertThat(client.readCloseCode()).isEqualTo(1002);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThatConnectionsWork();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 2 * LIMIT + 1, 100 * LIMIT})
    void aBinaryMessageOfAnySizeIsReportedAndTheConnectionStays(int size) throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | BINARY, new byte[size]);
        client.sendText("text");

        assertThat(Await.next(connection.calls)).isEqualTo("binary");
        assertThat(Await.next(connection.calls)).isEqualTo("text text");
        client.sendClose(1000);
        assertThat(client.readCloseCode()).isEqualTo(1000);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    @Test
    void theEngineRefusesABinaryMessageWithItsCode() throws Exception {
        VirtualClock clock = new VirtualClock();
        try (SchedulerManager manager =
                manager(new InMemoryGameStorage()).clock(clock).build()) {
            switched.switchTo(manager.clients());
            RawWebSocket client = open("");

            client.sendFrame(FIN | BINARY, new byte[] {1, 2, 3});

            assertThat(client.readCloseCode()).isEqualTo(CloseCode.PROTOCOL_ERROR.code());
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
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
}
