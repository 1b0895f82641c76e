package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Waits for conditions, with a deadline that only a failure reaches. */
final class Await {
    private static final int DEADLINE_SECONDS = 30;
    private static final int LOOK_EVERY_MILLIS = 5;

    private Await() {}

    /** Waits until a condition holds. */
    static void until(String what, Callable<Boolean> condition) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        for (int looks = DEADLINE_SECONDS * 1_000 / LOOK_EVERY_MILLIS; looks > 0; looks--) {
            if (condition.call()) {
                return;
            }
            assertThat(never.await(LOOK_EVERY_MILLIS, MILLISECONDS)).isFalse();
        }
        assertThat(condition.call()).as(what).isTrue();
    }

    /** Lets a moment pass. */
    static void moment() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(LOOK_EVERY_MILLIS, MILLISECONDS)).isFalse();
    }

    /** Waits for the next of a queue. */
    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T found = queue.poll(DEADLINE_SECONDS, SECONDS);
        if (found == null) {
            throw new AssertionError("nothing came within " + DEADLINE_SECONDS + " s");
        }
        return found;
    }
}
