package dev.rallycast.storage.redis;

import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls to Redis that return at once, and are answered in time or fail. What fails for a reason that may pass is tried again within
 * that time: all that is called may be done twice. Thread-safe.
 */
final class Asking {
    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 500_000_000;

    private final Link link;
    private final Ticker ticker;
    private final ScheduledExecutorService executor;
    private final long timeoutNanos;
    private volatile boolean closed;

    Asking(Link link, Ticker ticker, ScheduledExecutorService executor, Duration timeout) {
        this.link = link;
        this.ticker = ticker;
        this.executor = executor;
        timeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
    }

    long timeoutNanos() {
        return timeoutNanos;
    }

    /** Whether it makes sense to ask now. */
    boolean isConnected() {
        return !closed && link.isConnected();
    }

    /** No attempt follows. */
    void close() {
        closed = true;
        link.close();
    }

    /**
     * Sends a command.
     *
     * @param what begins the message if it fails
     */
    <T> CompletionStage<T> call(
            String what, Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
        return new Question<>(what, command, command).ask();
    }

    /** Runs a script. */
    CompletionStage<List<byte[]>> script(String what, Script script, byte[] key, byte[]... args) {
        byte[][] keys = {key};
        return new Question<>(
                        what,
                        commands -> Calls.evalsha(commands, script, keys, args),
                        commands -> Calls.eval(commands, script, keys, args))
                .ask();
    }

    /** One call, with all its attempts. */
    private final class Question<T> {
        private final String what;
        private final Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command;
        private final Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> whole;
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final long start = ticker.nanos();
        private volatile @Nullable CompletionStage<T> sent;
        private long pause = FIRST_PAUSE_NANOS;

        /**
         * A call.
         *
         * @param whole instead of the command, if the server doesn't know the script that it names
         */
        Question(
                String what,
                Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command,
                Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> whole) {
            this.what = what;
            this.command = command;
            this.whole = whole;
        }

        CompletionStage<T> ask() {
            attempt(command);
            return answer.orTimeout(timeoutNanos, TimeUnit.NANOSECONDS).handle((result, failure) -> {
                if (failure == null) {
                    return result;
                }
                CompletionStage<T> late = sent;
                if (late != null) {
                    Patience.forget(late);
                }
                throw Calls.failed(what, failure);
            });
        }

        private void attempt(Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> form) {
            if (answer.isDone()) {
                return;
            }
            CompletionStage<T> reply;
            try {
                if (closed) {
                    throw new StorageUnavailableException("the connections are closed");
                }
                if (!link.isConnected()) {
                    throw new RedisConnectionException("not connected to Redis");
                }
                reply = form.apply(link.commands());
            } catch (RuntimeException e) {
                // A client that rejects commands may do so at once.
                reply = CompletableFuture.failedStage(e);
            }
            sent = reply;
            reply.whenComplete((result, failure) -> {
                if (failure == null) {
                    answer.complete(result);
                } else {
                    failed(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure);
                }
            });
        }

        private void failed(Throwable failure) {
            if (failure instanceof RedisNoScriptException) {
                attempt(whole);
                return;
            }
            if (closed || !Calls.mayPass(failure) || ticker.nanos() - start + pause > timeoutNanos) {
                answer.completeExceptionally(failure);
                return;
            }
            link.lookAround();
            try {
                var unused = executor.schedule(() -> attempt(command), pause, TimeUnit.NANOSECONDS);
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
                answer.completeExceptionally(failure);
            }
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }
}
