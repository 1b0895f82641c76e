package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.CLOSE;
import static dev.rallycast.testkit.RawWebSocket.FIN;
import static dev.rallycast.testkit.RawWebSocket.NO_CLOSE_FRAME;
import static dev.rallycast.testkit.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.testkit.RecordedClients.Connection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end, from either side or by themselves. */
abstract class TransportClosingContract extends TransportFrameContract {
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

        assertThat(client.readCloseCode()).isEqualTo(code);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
        assertThat(connection.session.isOpen()).isFalse();
        assertThat(connection.calls).isEmpty();
    }

    @Test
    void aCloseWithoutCodeEndsTheConnection() throws Exception {
        RawWebSocket client = open("");
        Connection connection = Await.next(clients.opened);

        client.sendFrame(FIN | CLOSE, new byte[0]);

        assertThat(client.readCloseCode())
                .isEqualTo(deviates(TransportDeviation.CLOSES_WITHOUT_CODE_ARE_ANSWERED_ALIKE) ? 1005 : 1000);
        assertThat(Await.next(connection.calls)).isEqualTo("closed");
    }

    @Test
    void bothSidesMayCloseAtTheSameTime() throws Exception {
        for (int i = 0; i < 50; i++) {
            RawWebSocket client = open("");
            Connection connection = Await.next(clients.opened);

            client.sendClose(1000);
            connection.session.close(CloseCode.DRAINING);

            // The client's code comes back, or the server's own comes first; a reset may overtake either.
            if (!deviates(TransportDeviation.CROSSING_CLOSES_MAY_GO_UNANSWERED)) {
                assertThat(client.readCloseCode()).isIn(1000, CloseCode.DRAINING.code(), NO_CLOSE_FRAME);
            }
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

    @Test
    void aCloseWhileTheServerIsSendingIsAnswered() throws Exception {
        for (int i = 0; i < 100; i++) {
            RawWebSocket client = open("");
            Connection connection = Await.next(clients.opened);
            Pump pump = new Pump(connection.session, 1_000_000, k -> "s" + k, false);
            client.readText();

            client.sendClose(1000);

            assertThatCloseIs(client, 1000, TransportDeviation.CLOSES_WHILE_SENDING_MAY_JUST_END);
            assertThat(Await.next(connection.calls)).isEqualTo("closed");
            assertThat(pump.end()).isNotNull();
        }
    }

    @Test
    void connectionsEndWhenTheServerStops() throws Exception {
        int count = 20;
        TransportHarness stopping = start(settings);
        List<RawWebSocket> all = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(RawWebSocket.connect(stopping.port(), target("?user=u" + i)));
            connections.add(Await.next(clients.opened));
        }

        stopping.stop();

        for (RawWebSocket client : all) {
            assertThatCloseIs(client, 1001, TransportDeviation.A_STOP_MAY_SEND_NO_CLOSE_FRAMES);
        }
        for (Connection connection : connections) {
            assertThat(Await.next(connection.calls)).isEqualTo("closed");
            assertThat(connection.session.isOpen()).isFalse();
        }
        assertThat(connections).allMatch(connection -> connection.calls.isEmpty());
    }
}
