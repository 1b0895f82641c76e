package dev.rallycast.testkit;

import static dev.rallycast.testkit.RawWebSocket.PING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.RecordedClients.Connection;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that read slowly, not at all, or have vanished. */
abstract class TransportClientContract extends TransportClosingContract {
    private static final int SPECTATORS = Integer.getInteger(TransportContract.SPECTATORS_PROPERTY, 100);
    private static final int MESSAGES_EACH = 50;

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
        try (SchedulerManager manager = manager(storage).limits(limits).build()) {
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
        try (SchedulerManager manager =
                manager(new InMemoryGameStorage()).limits(limits).clock(clock).build()) {
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
        try (SchedulerManager manager =
                manager(new InMemoryGameStorage()).limits(limits).clock(clock).build()) {
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

    @Test
    void oneClientThatReadsNothingAmongManyKeepsNothingFromTheOthers() throws Exception {
        int size = 64 * KIB;
        int count = MORE_THAN_SOCKETS_TAKE / size;
        String filling = "x".repeat(size);
        RawWebSocket stuck = RawWebSocket.connectWithSmallBuffer(host.port(), target("?user=stuck"));
        Connection stuckConnection = Await.next(clients.opened);
        Pump stuckPump = new Pump(stuckConnection.session, count, i -> filling, false);
        List<RawWebSocket> readers = new ArrayList<>();
        List<Pump> pumps = new ArrayList<>();
        for (int i = 0; i < SPECTATORS; i++) {
            readers.add(open("?user=u" + i));
            Connection connection = Await.next(clients.opened);
            String name = connection.user.id();
            pumps.add(new Pump(connection.session, MESSAGES_EACH, k -> name + " " + k, false));
        }

        Parallel.run(8, SPECTATORS, i -> {
            assertThat(readers.get(i).readText()).isEqualTo(RecordedClients.HELLO);
            for (int k = 0; k < MESSAGES_EACH; k++) {
                assertThat(readers.get(i).readText()).isEqualTo("u" + i + " " + k);
            }
            assertThat(pumps.get(i).end()).isNull();
            readers.get(i).close();
            return i;
        });
        // What was taken from the stuck client's sender is in the buffers of its socket, and one more message is under
        // way.
        assertThat(stuckPump.isDone()).isFalse();
        assertThat(stuckPump.begun()).isEqualTo(stuckPump.completed() + 1).isLessThan(count);
        stuckConnection.session.close(CloseCode.SLOW_CONSUMER);
        stuck.reset();
        assertThat(Await.next(stuckConnection.calls)).isEqualTo("closed");
    }
}
