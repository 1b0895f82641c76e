package dev.rallycast.storage.redis;

import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.ReplayException;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.time.Ticker;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Blocking calls to Redis. What fails for a reason that may pass (a lost connection, a failover, a server that starts) is tried again
 * until the time for it is over: all that is called may be done twice. Thread-safe.
 */
final class Calls {
    /** What is done, perhaps more than once. */
    interface Attempt<T> {
        T run(Patience patience) throws InterruptedException, ExecutionException, TimeoutException;
    }

    /**
     * What a script answered, and how many replicas had it then.
     *
     * @param reply strings
     * @param replicas -1 if none were asked for
     */
    record Confirmed(List<byte[]> reply, long replicas) {}

    private static final long FIRST_PAUSE_NANOS = 20_000_000;
    private static final long LONGEST_PAUSE_NANOS = 500_000_000;

    /** Errors of a server that may be over soon. */
    private static final Set<String> PASSING = Set.of(
            "LOADING",
            "READONLY",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MASTERDOWN",
            "BUSY",
            "NOREPLICAS",
            "MOVED",
            "ASK",
            "NOSCRIPT");

    // A script's own errors have the code of the command within: "ERR Error running script (...): ... -READONLY You
    // can't".
    private static final Pattern CODE = Pattern.compile("(?:^|[ -])([A-Z]{3,})(?= |$)");

    private final Link link;
    private final Ticker ticker;
    private final long attemptNanos;
    private final long totalNanos;
    private volatile boolean closed;

    Calls(Link link, Ticker ticker, Duration attempt, Duration total) {
        this.link = link;
        this.ticker = ticker;
        this.attemptNanos = TimeUnit.NANOSECONDS.convert(attempt);
        this.totalNanos = TimeUnit.NANOSECONDS.convert(total);
    }

    Link link() {
        return link;
    }

    long attemptNanos() {
        return attemptNanos;
    }

    /** No attempt follows. */
    void close() {
        closed = true;
        link.close();
    }

    /**
     * Sends one command.
     *
     * @param what begins the message if it fails
     */
    <T> T call(String what, Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<T>> command) {
        return run(what, patience -> patience.await(command.apply(link.commands())));
    }

    /** Runs a script, and returns the strings it answers. */
    List<byte[]> script(String what, Script script, byte[][] keys, byte[]... args) {
        return run(what, patience -> {
            try {
                return patience.await(evalsha(link.commands(), script, keys, args));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RedisNoScriptException)) {
                    throw e;
                }
                return patience.await(eval(link.commands(), script, keys, args));
            }
        });
    }

    /** Runs a script and then waits for replicas. */
    Confirmed script(String what, Durability durability, Script script, byte[][] keys, byte[]... args) {
        if (durability.replicas() == 0) {
            return new Confirmed(script(what, script, keys, args), -1);
        }
        return run(what, patience -> {
            Link.Server server = patience.await(link.server(keys[0]));
            try {
                return confirmed(patience, server, durability, commands -> evalsha(commands, script, keys, args));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof RedisNoScriptException)) {
                    throw e;
                }
                return confirmed(patience, server, durability, commands -> eval(commands, script, keys, args));
            }
        });
    }

    /**
     * Sends a write and a WAIT behind it. A WAIT waits for what was written on its own connection: if that broke in between, the
     * number it returns means nothing, and both are done again.
     */
    private static Confirmed confirmed(
            Patience patience,
            Link.Server server,
            Durability durability,
            Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletionStage<List<byte[]>>> write)
            throws InterruptedException, ExecutionException, TimeoutException {
        long breaks = server.breaks().getAsLong();
        long millis = durability.timeout().toMillis();
        CompletionStage<List<byte[]>> written = write.apply(server.commands());
        CompletionStage<Long> waited = server.commands().waitForReplication(durability.replicas(), millis);
        try {
            List<byte[]> reply = patience.await(written);
            long replicas = patience.await(waited, TimeUnit.MILLISECONDS.toNanos(millis));
            if (server.breaks().getAsLong() != breaks) {
                throw new ExecutionException(
                        new RedisConnectionException("the connection broke before replicas confirmed"));
            }
            return new Confirmed(reply, replicas);
        } finally {
            Patience.forget(waited);
        }
    }

    /** Does what may be done twice, until it succeeds or its time is over. */
    <T> T run(String what, Attempt<T> attempt) {
        long start = ticker.nanos();
        long pause = FIRST_PAUSE_NANOS;
        while (true) {
            Throwable failure;
            try {
                if (closed) {
                    throw new RecordingClosedException(what + ": the storage's connections are closed");
                }
                if (!link.isConnected()) {
                    throw new RedisConnectionException("not connected to Redis");
                }
                long left = totalNanos - (ticker.nanos() - start);
                return attempt.run(new Patience(ticker, Math.min(attemptNanos, left)));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageUnavailableException(what + ": interrupted while waiting for Redis", e);
            } catch (ExecutionException e) {
                failure = e.getCause() == null ? e : e.getCause();
            } catch (TimeoutException | RedisException | IllegalStateException e) {
                // The last one, or a cancellation, which is one, comes from a client that is being shut down.
                failure = e;
            }
            if (!mayPass(failure) || ticker.nanos() - start + pause > totalNanos) {
                throw failed(what, failure);
            }
            link.lookAround();
            pause(what, pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
        }
    }

    private static void pause(String what, long nanos) {
        try {
            new CountDownLatch(1).await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageUnavailableException(what + ": interrupted while waiting for Redis", e);
        }
    }

    /** Whether the same call may succeed soon. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof RedisCommandExecutionException refused
                ? CODE.matcher(String.valueOf(refused.getMessage()))
                        .results()
                        .anyMatch(code -> PASSING.contains(code.group(1)))
                : failure instanceof TimeoutException
                        || failure instanceof RedisException
                        || failure instanceof IOException;
    }

    /** What a caller is told. */
    static ReplayException failed(String what, Throwable failure) {
        String reason =
                failure instanceof TimeoutException ? "no answer in time" : String.valueOf(failure.getMessage());
        if (isWrongType(failure)) {
            return new CorruptRecordingException(what + ": a key holds something else: " + reason, failure);
        }
        return new StorageUnavailableException(what + ": " + reason, failure);
    }

    /** Whether a key holds another kind of value than a recording has there. */
    static boolean isWrongType(@Nullable Throwable failure) {
        return failure instanceof RedisCommandExecutionException
                && String.valueOf(failure.getMessage()).contains("WRONGTYPE");
    }

    static CompletionStage<List<byte[]>> evalsha(
            RedisClusterAsyncCommands<byte[], byte[]> commands, Script script, byte[][] keys, byte[]... args) {
        return commands.evalsha(script.sha1(), ScriptOutputType.MULTI, keys, args);
    }

    static CompletionStage<List<byte[]>> eval(
            RedisClusterAsyncCommands<byte[], byte[]> commands, Script script, byte[][] keys, byte[]... args) {
        return commands.eval(script.text(), ScriptOutputType.MULTI, keys, args);
    }
}
