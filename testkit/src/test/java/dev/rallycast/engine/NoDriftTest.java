package dev.rallycast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.Scheduler;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.time.VirtualClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** "No drift, however long it plays": a million events, each exactly at the tick that rational arithmetic gives. */
class NoDriftTest {
    private static final int EVENTS = 1_000_000;
    private static final int CHANGES = 1_000;
    private static final long SEED = 20260101;
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    private final Random random = new Random(SEED);
    private final long[] times = times();
    private final VirtualClock clock = new VirtualClock(Long.MAX_VALUE - 77_000_000_000L, Stage.WALL);
    private final Stage stage = Stage.over(
            new GeneratedGame(times),
            clock,
            builder ->
                    builder.limits(Stage.generous().ping(Duration.ofDays(1_000)).build()));
    private final Ticks arrived = new Ticks();

    /** The reference: the position at a tick, in picoseconds, and which events are out. */
    private BigInteger position = BigInteger.ZERO;

    private long since;
    private int speed = 1_000;
    private boolean paused;
    private int next;

    @Test
    void aMillionEventsWithAThousandPausesAndSpeedChangesAreDueExactlyWhenTheyShouldBe() {
        stage.manager
                .clients()
                .connect(arrived, User.named("ann"))
                .onText("{\"action\":\"start\",\"game_id\":\"m\",\"mode\":\"pvai\"}");
        Scheduler scheduler = stage.scheduler();
        long step = times[EVENTS - 1] / (2 * CHANGES);
        for (int i = 0; i < CHANGES; i++) {
            advance((long) (random.nextDouble() * 2 * step * 1_000 / speed));
            settle();
            paused = true;
            scheduler.pause();
            advance(random.nextInt(1_000_000));
            settle();
            if (i % 2 == 0) {
                changeSpeed(scheduler);
            }
            paused = false;
            scheduler.resume();
            advance((long) (random.nextDouble() * step * 1_000 / speed));
            settle();
            changeSpeed(scheduler);
        }
        advance(times[EVENTS - 1] * 10);
        assertThat(next).isEqualTo(EVENTS);
        assertThat(arrived.count).as("seed %d", SEED).isEqualTo(EVENTS);
        var state = scheduler.status().toCompletableFuture().join();
        assertThat(state.revision()).isGreaterThanOrEqualTo(3L * CHANGES);
        assertThat(state.timeNanos()).isEqualTo(times[EVENTS - 1]);
    }

    private void changeSpeed(Scheduler scheduler) {
        int before = speed;
        while (speed == before) {
            speed = 100 + random.nextInt(15_901);
        }
        scheduler.speed(speed);
    }

    /** Moves the clock on, and compares every event that comes with the tick at which it should. */
    private void advance(long nanos) {
        long target = clock.elapsed().toNanos() + nanos;
        clock.advance(Duration.ofNanos(nanos));
        while (!paused && next < EVENTS) {
            long due = due(times[next]);
            if (due > target) {
                break;
            }
            if (next >= arrived.count || arrived.ticks[next] != due) {
                throw new AssertionError("seed " + SEED + ": event " + next + " was due at " + due + " but came at "
                        + (next < arrived.count ? arrived.ticks[next] : "no time"));
            }
            next++;
        }
        assertThat(arrived.count).as("seed %d: events until %d", SEED, target).isEqualTo(next);
    }

    private long due(long time) {
        BigInteger distance = BigInteger.valueOf(time).multiply(THOUSAND).subtract(position);
        if (distance.signum() <= 0) {
            return since;
        }
        BigInteger[] whole = distance.divideAndRemainder(BigInteger.valueOf(speed));
        return since + whole[0].longValueExact() + (whole[1].signum() == 0 ? 0 : 1);
    }

    private void settle() {
        long now = clock.elapsed().toNanos();
        if (!paused) {
            position = position.add(BigInteger.valueOf(now - since).multiply(BigInteger.valueOf(speed)));
        }
        since = now;
    }

    private long[] times() {
        long[] made = new long[EVENTS];
        for (int i = 1; i < EVENTS; i++) {
            made[i] = made[i - 1] + (random.nextInt(4) == 0 ? 0 : random.nextInt(3_000) * 1_000L);
        }
        return made;
    }

    /** Keeps the tick of each event and nothing else. */
    private final class Ticks implements ClientSession {
        final long[] ticks = new long[EVENTS];
        int count;

        @Override
        public String id() {
            return "ticks";
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            if (message.text().startsWith("{\"type\":\"event\"")) {
                ticks[count++] = clock.elapsed().toNanos();
            }
            callback.onComplete(null);
        }

        @Override
        public void ping() {}

        @Override
        public void close(CloseCode code) {
            throw new AssertionError("closed with " + code);
        }

        @Override
        public boolean isOpen() {
            return true;
        }
    }
}
