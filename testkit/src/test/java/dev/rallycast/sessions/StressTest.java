package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.Game;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Track;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.testkit.FakeClient;
import dev.rallycast.testkit.conformance.ConformingProtocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients on real threads: what each is told is as consistent as on a virtual clock. */
class StressTest {
    private static final int CLIENTS = 200;
    private static final int ROUNDS = 12;
    private static final int SENDERS = 4;
    private static final long SEED = 20261;

    @Test
    @Timeout(120)
    void whateverManyClientsDoAtOnceEachIsToldAConsistentStory() throws InterruptedException {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        for (int game = 0; game < 4; game++) {
            storage.record(Game.of("g" + game, "tennis"), Rig.points(Rig.EVENTS));
        }
        try (SchedulerManager manager = SchedulerManager.builder(storage)
                .protocol(new ConformingProtocol())
                .engineLoops(2)
                .sessionLoops(2)
                .blockBytes(20_000)
                .track(new CountingTrack("latest", Track.Delivery.LATEST))
                .track(new CountingTrack("all", Track.Delivery.LOSSLESS))
                .limits(Limits.builder()
                        .maxLagMessages(100)
                        .playerRate(10_000, 10_000)
                        .spectatorRate(10_000, 10_000)
                        .build())
                .build()) {
            List<FakeClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(FakeClient.connect(manager.clients(), "user-" + i % 50));
            }
            CountDownLatch sent = new CountDownLatch(SENDERS);
            ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
            for (int sender = 0; sender < SENDERS; sender++) {
                int first = sender;
                threads.execute(() -> {
                    send(clients, first);
                    sent.countDown();
                });
            }
            assertThat(sent.await(60, TimeUnit.SECONDS)).isTrue();
            threads.shutdown();
            for (int i = 0; i < CLIENTS; i++) {
                FakeClient client = clients.get(i);
                client.goOnReading();
                if (client.isOpen()) {
                    // Answered after everything that was asked for before, so nobody hangs.
                    await(client, client.command("status"), i);
                }
            }
            for (int i = 0; i < CLIENTS; i++) {
                FakeClient client = clients.get(i);
                assertThat(client.closedWith())
                        .as("client %s, seed %s", i, SEED)
                        .isNull();
                Transcript.of(client).check("client " + i + ", seed " + SEED);
            }
            long events = clients.stream()
                    .mapToLong(client -> client.eventIndices().size())
                    .sum();
            assertThat(events).as("events that went out").isPositive();
        }
    }

    private static void send(List<FakeClient> clients, int first) {
        Random random = new Random(SEED + first);
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = first; i < clients.size(); i += SENDERS) {
                act(random, clients.get(i), i, round);
            }
        }
    }

    private static void act(Random random, FakeClient client, int number, int round) {
        if (round == 0 || random.nextInt(12) == 0) {
            String mode = number % 4 == 0 ? "pvai" : "spectator";
            client.command(
                    "start",
                    "game_id",
                    "g" + number % 4,
                    "mode",
                    number % 2 == 1 ? "spectator" : mode,
                    "delay",
                    0.001,
                    "speed",
                    16);
            return;
        }
        switch (random.nextInt(10)) {
            case 0 -> client.command("pause");
            case 1, 2 -> client.command("resume");
            case 3 -> client.command("scrub", "to", Rig.json("{'index':" + random.nextInt(Rig.EVENTS) + "}"));
            case 4 -> client.command("speed", "speed", 1 + random.nextInt(16));
            case 5 -> client.command("step", "count", random.nextInt(20) - 10);
            case 6 -> client.stopReading();
            case 7 -> client.goOnReading();
            case 8 -> {
                if (number % 20 == 3) {
                    client.disconnect();
                } else {
                    client.command("stop");
                }
            }
            default -> client.command("status");
        }
    }

    private static void await(FakeClient client, String command, int number) throws InterruptedException {
        while (client.isOpen() && client.reply(command) == null) {
            // The timeout of the test interrupts.
            if (Thread.interrupted()) {
                throw new InterruptedException("client " + number + " hangs, seed " + SEED + ": " + client.types());
            }
            Thread.onSpinWait();
        }
    }
}
