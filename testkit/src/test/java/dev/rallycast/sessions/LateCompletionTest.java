package dev.rallycast.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.model.Game;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Transports that tell of the end of a send on threads of their own, at any moment: nothing may wait for ever. */
class LateCompletionTest {
    private static final int CLIENTS = 8;
    private static final int ROUNDS = 1_000;
    private static final long SEED = 20261128;
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    @Timeout(120)
    void whatIsSaidWhileASendIsUnderWayGoesOutRightAfterIt() throws InterruptedException {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        RecordingWriter writer = storage.create(Game.of("m1", "tennis"));
        Random random = new Random(SEED);
        ExecutorService transport = Executors.newFixedThreadPool(2);
        try (SchedulerManager manager = SchedulerManager.builder(storage)
                .engineLoops(1)
                .sessionLoops(2)
                .limits(Limits.builder()
                        .heartbeat(LONG)
                        .ping(LONG)
                        .sendTimeout(LONG)
                        .build())
                .build()) {
            List<LateSession> sessions = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                LateSession session = new LateSession("c" + i, transport);
                SessionHandler handler = manager.clients().connect(session, User.named("u" + i));
                handler.onText("{\"action\":\"start\",\"game_id\":\"m1\"}");
                sessions.add(session);
            }
            sessions.forEach(session -> await(session, session.snapshots, 1));
            int said = 0;
            for (int round = 0; round < ROUNDS; round++) {
                int more = 1 + random.nextInt(3);
                for (int i = 0; i < more; i++) {
                    writer.append(Rig.draft(said));
                    said++;
                }
                // Nothing else happens meanwhile that could bring out what was forgotten.
                for (LateSession session : sessions) {
                    await(session, session.events, said);
                }
            }
            assertThat(sessions)
                    .allSatisfy(session -> assertThat(session.overlaps).hasValue(0));
        } finally {
            transport.shutdown();
            assertThat(transport.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void await(LateSession session, AtomicInteger count, int atLeast) {
        while (count.get() < atLeast) {
            // The timeout of the test interrupts.
            if (Thread.interrupted()) {
                throw new AssertionError(session.id() + " has " + count + " of " + atLeast + ", seed " + SEED);
            }
            Thread.onSpinWait();
        }
    }

    private static final class LateSession implements ClientSession {
        final AtomicInteger events = new AtomicInteger();
        final AtomicInteger snapshots = new AtomicInteger();
        /** How often a send was begun before the one before it had ended. */
        final AtomicInteger overlaps = new AtomicInteger();

        private final AtomicInteger underWay = new AtomicInteger();
        private final String id;
        private final ExecutorService transport;

        LateSession(String id, ExecutorService transport) {
            this.id = id;
            this.transport = transport;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            if (underWay.getAndIncrement() > 0) {
                overlaps.incrementAndGet();
            }
            String text = message.text();
            transport.execute(() -> {
                underWay.decrementAndGet();
                // Counted first: the test goes on at any moment of what follows.
                if (text.startsWith("{\"type\":\"event\"")) {
                    events.incrementAndGet();
                } else if (text.startsWith("{\"type\":\"snapshot\"")) {
                    snapshots.incrementAndGet();
                }
                callback.onComplete(null);
            });
        }

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code) {}

        @Override
        public boolean isOpen() {
            return true;
        }
    }
}
