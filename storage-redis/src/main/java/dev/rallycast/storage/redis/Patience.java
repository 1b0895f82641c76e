package dev.rallycast.storage.redis;

import dev.rallycast.time.Ticker;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for answers within the time of one attempt. */
final class Patience {
    private final Ticker ticker;
    private final long start;
    private final long nanos;

    Patience(Ticker ticker, long nanos) {
        this.ticker = ticker;
        this.start = ticker.nanos();
        this.nanos = nanos;
    }

    <T> T await(CompletionStage<T> reply) throws InterruptedException, ExecutionException, TimeoutException {
        return await(reply, 0);
    }

    /** Waits so much longer than for others. */
    <T> T await(CompletionStage<T> reply, long moreNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            long left = nanos + moreNanos - (ticker.nanos() - start);
            return reply.toCompletableFuture().get(Math.max(0, left), TimeUnit.NANOSECONDS);
        } finally {
            forget(reply);
        }
    }

    /** What was not sent yet is not sent any more, and an answer that comes late is thrown away. */
    static void forget(CompletionStage<?> reply) {
        Future<?> future = reply.toCompletableFuture();
        if (!future.isDone()) {
            future.cancel(true);
        }
    }
}
