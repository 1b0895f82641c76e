package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.CONTINUATION;
import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.PING;
import static dev.rallycast.testkit.RawWebSocket.PONG;
import static dev.rallycast.testkit.RawWebSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.testkit.RecordedClients.Connection;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Messages in both directions, pings and pongs. */
abstract class TransportMessageContract extends TransportOpeningContract {
    private static final int FLOOD = 20_000;

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
        // Does not answer pings: some servers close the socket at once, and an answer that comes then loses the code.
        RawWebSocket client = open("");
        ClientSession session = Await.next(clients.opened).session;
        client.readText();
        Pump pump = new Pump(session, 500, i -> "s" + i, false);

        Parallel.run(8, 400, i -> {
            session.ping();
            return i;
        });
        for (int i = 0; i < 500; i++) {
            assertThat(client.readText()).isEqualTo("s" + i);
        }
        assertThat(pump.end()).isNull();
        Parallel.run(8, 8, i -> {
            session.close(CloseCode.OVERLOADED);
            return i;
        });

        assertThat(client.readCloseCode()).isEqualTo(CloseCode.OVERLOADED.code());
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

    @Test
    void aFloodOfPingsDisturbsNobodyAndLosesNothing() throws Exception {
        RawWebSocket flooding = open("?user=flooding");
        Connection flood = Await.next(clients.opened);
        PlainClient other = PlainClient.connect(uri("?user=other"));
        Connection otherConnection = Await.next(clients.opened);
        Await.next(other.texts);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<Object> written = writer.submit(() -> {
                flooding.sendBytes(manyFrames(PING));
                flooding.sendText("after the flood");
                return "written";
            });
            exchange(other, otherConnection);

            RawWebSocket.Frame answer = firstOf(flooding, PONG);
            while (answer.payload().getInt(0) != FLOOD - 1) {
                answer = firstOf(flooding, PONG);
            }
            assertThat(written.get(30, SECONDS)).isEqualTo("written");
            assertThat(Await.next(flood.calls)).isEqualTo("text after the flood");
        } finally {
            writer.shutdown();
        }
    }

    @Test
    void aFloodOfPongsDisturbsNobodyAndLosesNothing() throws Exception {
        RawWebSocket flooding = open("?user=flooding");
        Connection flood = Await.next(clients.opened);
        PlainClient other = PlainClient.connect(uri("?user=other"));
        Connection otherConnection = Await.next(clients.opened);
        Await.next(other.texts);

        flooding.sendBytes(manyFrames(PONG));
        flooding.sendText("after the flood");
        exchange(other, otherConnection);

        for (int i = 0; i < FLOOD; i++) {
            assertThat(Await.next(flood.calls)).isEqualTo("pong");
        }
        assertThat(Await.next(flood.calls)).isEqualTo("text after the flood");
    }

    /** Frames of control, each with its number. */
    private static byte[] manyFrames(int opcode) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < FLOOD; i++) {
            frames.writeBytes(RawWebSocket.frame(
                    FIN | opcode, ByteBuffer.allocate(4).putInt(i).array()));
        }
        return frames.toByteArray();
    }

    private static void exchange(PlainClient client, Connection connection) throws Exception {
        int count = 200;
        Pump pump = new Pump(connection.session, count, i -> "s" + i, false);
        for (int i = 0; i < count; i++) {
            client.send("c" + i);
        }
        for (int i = 0; i < count; i++) {
            assertThat(Await.next(client.texts)).isEqualTo("s" + i);
            assertThat(nextCall(connection)).isEqualTo("text c" + i);
        }
        assertThat(pump.end()).isNull();
    }
}
