package dev.rallycast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rallycast.time.Ticker;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadDriverTest {
    private final ThreadDriver driver = new ThreadDriver(1);

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void aTickerThatThrowsDoesNotEndItsLoop() throws InterruptedException {
        AtomicBoolean broken = new AtomicBoolean();
        CountDownLatch failed = new CountDownLatch(1);
        Loop loop = new Loop(
                () -> {
                    if (broken.get()) {
                        failed.countDown();
                        throw new IllegalStateException("on purpose");
                    }
                    return 0;
                },
                driver);
        driver.start(loop, "test");
        broken.set(true);
        loop.execute(() -> {});
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        broken.set(false);
        assertThat(runs(loop)).isTrue();
    }

    @Test
    void aTaskThatFailsWithAnErrorHarmsNoOther() throws InterruptedException {
        Loop loop = new Loop(Ticker.system(), driver);
        driver.start(loop, "test");
        loop.execute(() -> {
            throw new StackOverflowError("on purpose");
        });
        assertThat(runs(loop)).isTrue();
    }

    @Test
    void blockingWorkThatFailsWithAnErrorHarmsNoOther() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        driver.block(() -> {
            throw new StackOverflowError("on purpose");
        });
        driver.block(done::countDown);
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean runs(Loop loop) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(done::countDown);
        return done.await(10, TimeUnit.SECONDS);
    }
}
