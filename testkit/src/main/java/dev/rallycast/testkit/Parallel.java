package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does something so many times, on so many threads. */
final class Parallel {
    private Parallel() {}

    /** Does it; throws the first failure. */
    static <T> void run(int threads, int times, Numbered<T> work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                tasks.add(() -> work.run(number));
            }
            for (Future<T> done : executor.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            executor.shutdown();
            assertThat(executor.awaitTermination(30, SECONDS)).isTrue();
        }
    }

    interface Numbered<T> {
        T run(int number) throws Exception;
    }
}
