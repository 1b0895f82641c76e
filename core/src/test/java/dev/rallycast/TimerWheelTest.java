package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rallycast.time.Stepped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerWheelTest {
    private static final int ANY = Integer.MAX_VALUE;

    private final List<String> fired = new ArrayList<>();

    /** Writes its name down when it fires. */
    private final class Named extends Timer {
        private final String name;
        private final Runnable then;

        Named(String name) {
            this(name, () -> {});
        }

        Named(String name, Runnable then) {
            this.name = name;
            this.then = then;
        }

        @Override
        void fire(long now) {
            fired.add(name);
            then.run();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE - 1_000_000})
    void firesAtExactlyTheDeadlineWhereverTimeBegins(long origin) {
        TimerWheel wheel = new TimerWheel(origin);
        for (long delay : delays()) {
            wheel.arm(new Named(String.valueOf(delay)), origin + delay);
        }
        for (long delay : delays()) {
            step(wheel, origin + delay - 1);
            assertThat(fired).doesNotContain(String.valueOf(delay));
            wheel.poll(origin + delay, ANY);
            assertThat(fired).last().isEqualTo(String.valueOf(delay));
        }
        assertThat(fired).hasSize(delays().size());
        assertThat(wheel.nanosToNext(origin + Duration.ofDays(8_000).toNanos())).isEqualTo(Stepped.NEVER);
    }

    @Test
    void timersOfEqualDeadlinesFireInTheOrderInWhichTheyWereArmed() {
        TimerWheel wheel = new TimerWheel(0);
        long deadline = Duration.ofHours(11).toNanos() + 12_345;
        // One from each distance: beyond the second level, in it, and in the first.
        wheel.arm(new Named("a"), deadline);
        wheel.poll(deadline - Duration.ofMinutes(1).toNanos(), ANY);
        wheel.arm(new Named("b"), deadline);
        wheel.poll(deadline - 1_000_000, ANY);
        wheel.arm(new Named("c"), deadline);

        assertThat(wheel.poll(deadline, ANY)).isEqualTo(3);
        assertThat(fired).containsExactly("a", "b", "c");
    }

    @Test
    void aDeadlineInThePastIsDueAtTheNextPoll() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.poll(Duration.ofHours(30).toNanos(), ANY);
        wheel.arm(new Named("past"), Duration.ofHours(1).toNanos());
        wheel.arm(new Named("before time began"), -5);

        assertThat(wheel.nanosToNext(Duration.ofHours(30).toNanos())).isNegative();
        assertThat(wheel.poll(Duration.ofHours(30).toNanos(), ANY)).isEqualTo(2);
    }

    @Test
    void aTimerMayBeArmedAndCancelledFromInsideFire() {
        TimerWheel wheel = new TimerWheel(0);
        Named cancelled = new Named("cancelled");
        Named moved = new Named("moved");
        Named again = new Named("new");
        wheel.arm(
                new Named("first", () -> {
                    wheel.cancel(cancelled);
                    wheel.arm(moved, 50);
                    wheel.arm(again, 5);
                }),
                10);
        wheel.arm(cancelled, 10);
        wheel.arm(moved, 10);

        wheel.poll(10, ANY);
        wheel.poll(10, ANY);
        assertThat(fired).containsExactly("first", "new");
        assertThat(cancelled.isArmed()).isFalse();
        wheel.poll(50, ANY);
        assertThat(fired).containsExactly("first", "new", "moved");
    }

    @Test
    void aTimerThatIsArmedAgainMovesAndFiresOnce() {
        TimerWheel wheel = new TimerWheel(0);
        Named timer = new Named("t");
        wheel.arm(timer, 10);
        wheel.arm(timer, Duration.ofDays(2).toNanos());
        wheel.arm(timer, 2_000_000);
        wheel.poll(Duration.ofDays(3).toNanos(), ANY);
        wheel.poll(Duration.ofDays(3).toNanos(), ANY);

        assertThat(fired).containsExactly("t");
    }

    @Test
    void aBudgetLeavesTheRestForTheNextPoll() {
        TimerWheel wheel = new TimerWheel(0);
        for (int i = 0; i < 10; i++) {
            wheel.arm(new Named(String.valueOf(i)), 7);
        }
        assertThat(wheel.poll(7, 4)).isEqualTo(4);
        assertThat(wheel.nanosToNext(7)).isZero();
        assertThat(wheel.poll(7, 4)).isEqualTo(4);
        assertThat(wheel.poll(7, 4)).isEqualTo(2);
        assertThat(fired).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void aTimerThatThrowsHarmsNoOther() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.arm(
                new Named("throws", () -> {
                    throw new IllegalStateException("on purpose");
                }),
                7);
        wheel.arm(new Named("next"), 7);

        assertThat(wheel.poll(7, ANY)).isEqualTo(2);
        assertThat(fired).containsExactly("throws", "next");
    }

    @Test
    void anErrorGoesUpAndTheOtherTimersStayArmed() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.arm(
                new Named("fails", () -> {
                    throw new StackOverflowError("on purpose");
                }),
                7);
        wheel.arm(new Named("next"), 7);

        assertThatThrownBy(() -> wheel.poll(7, ANY)).isInstanceOf(StackOverflowError.class);
        wheel.arm(new Named("later"), 8);
        wheel.poll(8, ANY);
        assertThat(fired).containsExactly("fails", "next", "later");
    }

    @Test
    void aHundredThousandTimersInOneSlotCostNoMoreThanAHundredThousand() {
        TimerWheel wheel = new TimerWheel(0);
        long[] count = {0};
        List<Timer> timers = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Timer timer = new Timer() {
                @Override
                void fire(long now) {
                    count[0]++;
                }
            };
            timers.add(timer);
            wheel.arm(timer, 1_000_000);
        }
        for (int i = 0; i < 100_000; i += 2) {
            wheel.cancel(timers.get(i));
        }
        assertThat(wheel.poll(1_000_000, ANY)).isEqualTo(50_000);
        assertThat(count[0]).isEqualTo(50_000);
        assertThat(wheel.nanosToNext(1_000_000)).isEqualTo(Stepped.NEVER);
    }

    @Test
    void aFarTimerCostsOneWakeUpForEachFiveHoursAndLevel() {
        TimerWheel wheel = new TimerWheel(0);
        wheel.arm(new Named("far"), Duration.ofDays(10).toNanos());
        int wakeUps = 0;
        for (long now = 0; fired.isEmpty(); wakeUps++) {
            long wait = wheel.nanosToNext(now);
            now += Math.max(0, wait);
            wheel.poll(now, ANY);
        }
        // A period of the second level is 2^44 ns, which is 4.9 hours.
        assertThat(wakeUps).isLessThanOrEqualTo(10 * 24 / 4 + 4);
    }

    @Test
    void agreesWithASortedListWhateverIsDone() {
        for (long seed = 0; seed < 60; seed++) {
            compareWithSortedList(seed);
        }
    }

    private static void compareWithSortedList(long seed) {
        Random random = new Random(seed);
        long origin = random.nextLong();
        long now = origin;
        TimerWheel wheel = new TimerWheel(origin);
        List<Timer> firedNow = new ArrayList<>();
        List<Timer> armed = new ArrayList<>();
        List<Timer> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            all.add(new Timer() {
                @Override
                void fire(long tick) {
                    firedNow.add(this);
                }
            });
        }
        for (int i = 0; i < 300; i++) {
            Timer timer = all.get(random.nextInt(all.size()));
            int what = random.nextInt(10);
            if (what < 5) {
                wheel.arm(timer, now + distance(random));
                armed.remove(timer);
                armed.add(timer);
            } else if (what < 6) {
                wheel.cancel(timer);
                armed.remove(timer);
            } else {
                long here = now;
                long earliest =
                        armed.stream().mapToLong(t -> t.deadline - here).min().orElse(Stepped.NEVER);
                assertThat(wheel.nanosToNext(now))
                        .as("never too late, seed %s, step %s", seed, i)
                        .isLessThanOrEqualTo(earliest);
                // A jump over everything, or a step to the next deadline.
                long wait = wheel.nanosToNext(now);
                now += random.nextInt(4) == 0 || wait == Stepped.NEVER ? Math.abs(distance(random)) : Math.max(0, wait);
                long then = now;
                firedNow.clear();
                while (wheel.poll(now, 1 + random.nextInt(5)) > 0) {}
                List<Timer> expected =
                        armed.stream().filter(t -> t.deadline - then <= 0).toList();
                assertThat(firedNow)
                        .as("fired, seed %s, step %s", seed, i)
                        .containsExactlyInAnyOrderElementsOf(expected);
                armed.removeAll(expected);
            }
            assertThat(all.stream().filter(Timer::isArmed).count())
                    .as("armed, seed %s, step %s", seed, i)
                    .isEqualTo(armed.size());
        }
    }

    private static long distance(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> -random.nextInt(2_000_000_000);
            case 1 -> random.nextInt(3_000_000);
            case 2 -> random.nextLong(5_000_000_000L);
            case 3 -> random.nextLong(20_000_000_000_000L);
            case 4 -> random.nextLong(Duration.ofDays(900).toNanos());
            default -> 0;
        };
    }

    /** On both sides of the borders of the levels, and far beyond. */
    private static List<Long> delays() {
        List<Long> delays = new ArrayList<>();
        for (int shift : new int[] {20, 32, 44}) {
            delays.add((1L << shift) - 1);
            delays.add(1L << shift);
            delays.add((1L << shift) + 1);
            delays.add(3L << shift);
        }
        for (int days : new int[] {1, 30, 365, 3_650}) {
            delays.add(Duration.ofDays(days).toNanos() + 1);
        }
        return delays.stream().sorted().toList();
    }

    /** As a driver does: polls whenever the wheel wants to be polled, up to a tick. */
    private static void step(TimerWheel wheel, long until) {
        for (int i = 0; i < 20_000; i++) {
            wheel.poll(until, ANY);
            if (wheel.nanosToNext(until) > 0) {
                return;
            }
        }
        throw new AssertionError("the wheel wants to be polled on and on");
    }
}
