package dev.rallycast.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = new ArrayList<>();

    /** Alarms that note the time at which they rang; each may set another one. */
    private final class Alarms implements Stepped {
        private record Alarm(long at, String name, Runnable then) {}

        private final VirtualClock on;
        private final PriorityQueue<Alarm> waiting = new PriorityQueue<>((a, b) -> Long.compare(a.at - b.at, 0));

        Alarms(VirtualClock on) {
            this.on = on;
            on.attach(this);
        }

        Alarms set(long millis, String name) {
            return set(millis, name, () -> {});
        }

        Alarms set(long millis, String name, Runnable then) {
            waiting.add(new Alarm(on.nanos() + millis * 1_000_000, name, then));
            return this;
        }

        @Override
        public int step() {
            Alarm next = waiting.peek();
            if (next == null || next.at - on.nanos() > 0) {
                return 0;
            }
            waiting.remove();
            log.add(next.name + "@" + on.elapsed().toMillis());
            next.then.run();
            return 1;
        }

        @Override
        public long nanosToNext() {
            Alarm next = waiting.peek();
            return next == null ? NEVER : next.at - on.nanos();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 15_000_000})
    void goesFromDeadlineToDeadline(long origin) {
        VirtualClock from = new VirtualClock(origin, START);
        new Alarms(from).set(20, "b").set(10, "a").set(31, "late");
        from.advance(Duration.ofMillis(30));
        assertThat(log).containsExactly("a@10", "b@20");
        assertThat(from.nanos()).isEqualTo(origin + 30_000_000);
        assertThat(from.instant()).isEqualTo(START.plusMillis(30));
        assertThat(from.elapsed()).isEqualTo(Duration.ofMillis(30));
        from.advance(Duration.ofMillis(1));
        assertThat(log).endsWith("late@31");
    }

    @Test
    void deadlinesSetOnTheWayAreMetOnTheWay() {
        Alarms alarms = new Alarms(clock);
        alarms.set(10, "a", () -> alarms.set(5, "b", () -> alarms.set(0, "c")));
        clock.advance(Duration.ofMillis(20));
        assertThat(log).containsExactly("a@10", "b@15", "c@15");
    }

    @Test
    void allThatIsDrivenMovesTogether() {
        Alarms one = new Alarms(clock);
        Alarms two = new Alarms(clock);
        two.set(5, "two", () -> one.set(5, "one"));
        clock.advance(Duration.ofMillis(10));
        assertThat(log).containsExactly("two@5", "one@10");
    }

    @Test
    void aJumpRunsEverythingAtItsEnd() {
        new Alarms(clock).set(10, "a").set(20, "b").set(31, "late");
        clock.jump(Duration.ofMillis(30));
        assertThat(log).containsExactly("a@30", "b@30");
    }

    @Test
    void advancingByNothingDoesWhatIsDueNow() {
        new Alarms(clock).set(0, "now");
        clock.advance(Duration.ZERO);
        assertThat(log).containsExactly("now@0");
    }

    @Test
    void wakeRunsWhatWasHandedOverBeforeItReturns() {
        new Alarms(clock).set(0, "now").set(1, "later");
        clock.wake();
        assertThat(log).containsExactly("now@0");
        assertThat(clock.elapsed()).isZero();
    }

    @Test
    void wakeInsideWorkDoesNotRecurse() {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        clock.attach(new Stepped() {
            @Override
            public int step() {
                Runnable task = tasks.poll();
                if (task == null) {
                    return 0;
                }
                task.run();
                return 1;
            }

            @Override
            public long nanosToNext() {
                return tasks.isEmpty() ? NEVER : 0;
            }
        });
        tasks.add(() -> {
            log.add("begin");
            tasks.add(() -> log.add("handed over"));
            clock.wake();
            log.add("end");
        });
        clock.wake();
        assertThat(log).containsExactly("begin", "end", "handed over");
    }

    @Test
    void workCannotMoveTheClock() {
        Alarms alarms = new Alarms(clock);
        alarms.set(1, "advance", () -> clock.advance(Duration.ofMillis(1)));
        assertThatIllegalStateException()
                .isThrownBy(() -> clock.advance(Duration.ofMillis(1)))
                .withMessageContaining("work that it runs");
        alarms.set(1, "jump", () -> clock.jump(Duration.ofMillis(1)));
        assertThatIllegalStateException().isThrownBy(() -> clock.advance(Duration.ofMillis(1)));
    }

    @Test
    void workThatThrewLeavesTheClockUsable() {
        Alarms alarms = new Alarms(clock);
        alarms.set(1, "broken", () -> {
            throw new IllegalStateException("broken");
        });
        alarms.set(2, "next");
        assertThatIllegalStateException().isThrownBy(() -> clock.advance(Duration.ofMillis(5)));
        clock.advance(Duration.ofMillis(5));
        assertThat(log).containsExactly("broken@1", "next@2");
    }

    @Test
    void workWithoutEndIsAnError() {
        clock.attach(new Stepped() {
            @Override
            public int step() {
                return 1;
            }

            @Override
            public long nanosToNext() {
                return 0;
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> clock.advance(Duration.ZERO))
                .withMessageContaining("without end");
    }

    @Test
    void detachedWorkIsLeftAlone() {
        Alarms alarms = new Alarms(clock).set(1, "never");
        clock.detach(alarms);
        clock.advance(Duration.ofMillis(5));
        assertThat(log).isEmpty();
    }

    @Test
    void neverGoesBack() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
        assertThatIllegalArgumentException().isThrownBy(() -> clock.jump(Duration.ofNanos(-1)));
    }
}
