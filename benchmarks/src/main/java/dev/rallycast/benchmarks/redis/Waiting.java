package dev.rallycast.benchmarks.redis;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits for what others do; too long a wait ends the benchmark. */
final class Waiting {
    private static final long PATIENCE_SECONDS = 60;

    private Waiting() {}

    /**
     * What a call answers.
     *
     * @throws IOException if it fails, or is not answered in time
     */
    static <T> T answer(String what, CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(what + " failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw late(what, e);
        } catch (InterruptedException e) {
            throw interrupted(what);
        }
    }

    /**
     * The next element of a queue.
     *
     * @throws IOException if there is none in time
     */
    static <T> T next(String what, BlockingQueue<T> queue) throws IOException {
        try {
            T element = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (element == null) {
                throw late(what, null);
            }
            return element;
        } catch (InterruptedException e) {
            throw interrupted(what);
        }
    }

    /**
     * Waits until something has happened so many times.
     *
     * @throws IOException if it doesn't in time
     */
    static void times(String what, Semaphore happened, int count) throws IOException {
        try {
            if (!happened.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw late(what, null);
            }
        } catch (InterruptedException e) {
            throw interrupted(what);
        }
    }

    /** Lets time pass. */
    static void pass(long millis) throws IOException {
        try {
            boolean unused = new Semaphore(0).tryAcquire(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw interrupted("a pause");
        }
    }

    private static IOException late(String what, @Nullable Throwable cause) {
        return new IOException(what + ": nothing came within " + PATIENCE_SECONDS + " s", cause);
    }

    private static InterruptedIOException interrupted(String what) {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted while waiting for " + what);
    }
}
