package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Sends one message after the other, each from the callback of the one before, as core does. */
final class Pump {
    private final ClientSession session;
    private final IntFunction<String> texts;
    private final boolean pings;
    private final int count;
    private final CompletableFuture<@Nullable Throwable> end = new CompletableFuture<>();
    private volatile int begun;
    private volatile int completed;

    Pump(ClientSession session, int count, IntFunction<String> texts, boolean pings) {
        this.session = session;
        this.texts = texts;
        this.pings = pings;
        this.count = count;
        ForkJoinPool.commonPool().execute(this::sendNext);
    }

    private void sendNext() {
        int number = completed;
        begun = number + 1;
        if (pings && number % 50 == 0) {
            session.ping();
        }
        WireMessage message = RecordedClients.message(texts.apply(number));
        session.send(message, failure -> {
            completed = number + 1;
            if (failure != null || number + 1 == count) {
                end.complete(failure);
            } else {
                ForkJoinPool.commonPool().execute(this::sendNext);
            }
        });
    }

    int begun() {
        return begun;
    }

    int completed() {
        return completed;
    }

    boolean isDone() {
        return end.isDone();
    }

    /** Waits until all are sent, or one was not; why it was not. */
    @Nullable
    Throwable end() throws Exception {
        return end.get(30, SECONDS);
    }
}
