package dev.rallycast.testkit;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.SchedulerType;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every transport must do, in every host. An adapter's test extends this class, under a name that ends in
 * {@code ContractTest}, and supplies {@link #start}. One server is started for all tests, and a second one for the test that
 * stops it. The tests are in the superclasses, one for each theme.
 *
 * <p>{@code connectionsComeAndGoWithoutATrace} opens as many connections as the system property
 * {@value #CONNECTS_PROPERTY} says, by default 400, and {@code oneClientThatReadsNothingAmongManyKeepsNothingFromTheOthers}
 * has as many others as {@value #SPECTATORS_PROPERTY} says, by default 100.
 */
public abstract class TransportContract extends TransportClientContract {
    static final String CONNECTS_PROPERTY = "rallycast.connects";
    static final String SPECTATORS_PROPERTY = "rallycast.spectators";

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
        try (SchedulerManager manager = manager(storage).type(spectator).build()) {
            LeakCheck leaks = new LeakCheck(manager.clients());
            switched.switchTo(leaks);
            // Pools fill and classes are loaded before anything is counted.
            Parallel.run(4, 40, this::comeAndGo);
            Await.until("no connection is left", () -> manager.clients().connections() == 0);
            leaks.begin();

            Parallel.run(4, count, this::comeAndGo);

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
                    assertThatCloseIs(client, 1000, TransportDeviation.CLOSES_WHILE_SENDING_MAY_JUST_END);
                }
                default -> {
                    client.sendClose(1001);
                    assertThatCloseIs(client, 1001, TransportDeviation.CLOSES_WHILE_SENDING_MAY_JUST_END);
                }
            }
        }
        return number;
    }
}
