package dev.rallycast.examples;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions, with a limit that only a failure reaches. */
final class Waiting {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private Waiting() {}

    static void until(String what, Callable<Boolean> condition) {
        await(what).atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(condition);
    }
}
