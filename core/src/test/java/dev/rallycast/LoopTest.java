package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.Stepped;
import dev.rallycast.time.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final VirtualClock clock = new VirtualClock();
    private final VirtualDriver driver = new VirtualDriver(clock);
    private final Loop loop = new Loop(clock, driver);
    private final List<String> done = new ArrayList<>();

    @Test
    void tasksRunInTheOrderInWhichTheyWereHandedOver() {
        loop.execute(() -> done.add("a"));
        loop.execute(() -> done.add("b"));
        assertThat(done).isEmpty();
        driver.start(loop, "test");
        clock.wake();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() {
        driver.start(loop, "test");
        loop.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        loop.execute(() -> done.add("next"));
        assertThat(done).containsExactly("next");
    }

    @Test
    void blockingWorkThatThrowsHarmsNoOther() {
        driver.block(() -> {
            throw new IllegalStateException("on purpose");
        });
        driver.block(() -> done.add("next"));
        assertThat(done).containsExactly("next");
    }

    @Test
    void aFloodOfTasksDoesNotKeepTimersWaiting() {
        Timer timer = new Timer() {
            @Override
            void fire(long now) {
                done.add("timer");
            }
        };
        loop.arm(timer, loop.now());
        for (int i = 0; i < 10_000; i++) {
            loop.execute(() -> {});
        }
        loop.step();
        assertThat(done).containsExactly("timer");
        assertThat(loop.hasTasks()).isTrue();
        assertThat(loop.nanosToNext()).isZero();
    }

    @Test
    void nothingRunsOnceTheDriverIsClosed() {
        driver.start(loop, "test");
        driver.close();
        loop.execute(() -> done.add("late"));
        driver.block(() -> done.add("late"));
        clock.advance(Duration.ofDays(1));
        assertThat(done).isEmpty();
        assertThat(new Loop(clock, driver).nanosToNext()).isEqualTo(Stepped.NEVER);
    }
}
