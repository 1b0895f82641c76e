package dev.rallycast.benchmarks.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.Statistics;
import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.Game;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import dev.rallycast.time.VirtualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** C4: what an event costs does not depend on how many sessions there are, nor on how many of them are slow. */
class CountLawsTest {
    private static final int EVENTS = 200;
    private static final int LOG_BYTES = 16 * 1024;
    private static final Duration GAP = Duration.ofMillis(10);

    private final AtomicInteger encodedEvents = new AtomicInteger();
    private final AtomicInteger sentEvents = new AtomicInteger();
    private final VirtualClock clock = new VirtualClock();

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void anEventIsEncodedOnceForAnyNumberOfSessions(int sessions) {
        try (SchedulerManager manager = manager()) {
            join(manager, sessions, true);

            clock.advance(GAP.multipliedBy(EVENTS + 1));

            assertThat(encodedEvents).hasValue(EVENTS);
            assertThat(sentEvents).hasValue(EVENTS * sessions);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 1_000})
    void noMoreIsKeptThanTheLogHoldsForAnyNumberOfSlowSessions(int sessions) {
        try (SchedulerManager manager = manager()) {
            join(manager, sessions, false);

            clock.advance(GAP.multipliedBy(EVENTS + 1));

            // Nearly full, and not fuller: about 60 KB were said.
            assertThat(queuedBytes(manager)).isBetween(LOG_BYTES - 1_000L, (long) LOG_BYTES);
            assertThat(sentEvents).hasValue(0);
        }
    }

    private SchedulerManager manager() {
        InMemoryGameStorage storage = new InMemoryGameStorage();
        storage.record(
                Game.of("match", "tennis"),
                Events.evenly(EVENTS, GAP.toNanos(), GAP.toNanos(), Events.payloadOfFrame(300)));
        return SchedulerManager.builder(storage)
                .clock(clock)
                .protocol(counting(new JsonControlProtocol()))
                .limits(Limits.builder().maxLagBytes(LOG_BYTES).build())
                .build();
    }

    private void join(SchedulerManager manager, int sessions, boolean quick) {
        for (int i = 0; i < sessions; i++) {
            String id = "s" + i;
            manager.clients()
                    .connect(new Session(id, quick), User.anonymous(id))
                    .onText("{\"action\":\"start\",\"game_id\":\"match\"}");
        }
    }

    private static long queuedBytes(SchedulerManager manager) {
        return manager.statistics().types().stream()
                .mapToLong(Statistics.OfType::queuedBytes)
                .sum();
    }

    /** The same protocol, which counts the events that it encodes; whatever else it can is left as it is. */
    private ControlProtocol counting(ControlProtocol protocol) {
        return (ControlProtocol) Proxy.newProxyInstance(
                ControlProtocol.class.getClassLoader(),
                new Class<?>[] {ControlProtocol.class},
                (proxy, method, args) -> {
                    if (args != null && args.length > 0 && args[0] instanceof Frame.Event) {
                        encodedEvents.incrementAndGet();
                    }
                    try {
                        return method.invoke(protocol, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Counts the events that it is sent; a slow one never says that a send is done. */
    private final class Session implements ClientSession {
        private final String id;
        private final boolean quick;

        Session(String id, boolean quick) {
            this.id = id;
            this.quick = quick;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            if (message.text().startsWith("{\"type\":\"event\"")) {
                sentEvents.incrementAndGet();
            }
            if (quick) {
                callback.onComplete(null);
            }
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
