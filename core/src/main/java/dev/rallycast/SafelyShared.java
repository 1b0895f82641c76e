package dev.rallycast;

import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Shared playbacks of the host, whose calls fail by their answer only: what is thrown would leave somebody waiting for ever. */
final class SafelyShared implements SharedPlaybacks {
    private final SharedPlaybacks host;

    SafelyShared(SharedPlaybacks host) {
        this.host = host;
    }

    @Override
    public void subscribe(Consumer<SchedulerKey> doorbell) {
        host.subscribe(doorbell);
    }

    @Override
    public void unsubscribe(Consumer<SchedulerKey> doorbell) {
        host.unsubscribe(doorbell);
    }

    @Override
    public String node() {
        return host.node();
    }

    @Override
    public Instant now() {
        return host.now();
    }

    @Override
    public Duration clockError() {
        return host.clockError();
    }

    @Override
    public Duration holdEvery() {
        return host.holdEvery();
    }

    @Override
    public CompletionStage<Shared> open(SchedulerKey key, Shared first, Duration idle) {
        return ask(() -> host.open(key, first, idle));
    }

    @Override
    public CompletionStage<Found> find(SchedulerKey key) {
        return ask(() -> host.find(key));
    }

    @Override
    public CompletionStage<Outcome> change(SchedulerKey key, long expected, Shared next) {
        return ask(() -> host.change(key, expected, next));
    }

    @Override
    public CompletionStage<Seat> takeSeat(SchedulerKey key, String playback, String user, int seats) {
        return ask(() -> host.takeSeat(key, playback, user, seats));
    }

    @Override
    public CompletionStage<Void> giveSeatBack(SchedulerKey key, String playback, String user) {
        return ask(() -> host.giveSeatBack(key, playback, user));
    }

    @Override
    public CompletionStage<Held> hold(SchedulerKey key, String playback, Presence here, Duration idle) {
        return ask(() -> host.hold(key, playback, here, idle));
    }

    @Override
    public CompletionStage<Boolean> end(SchedulerKey key, String playback, String reason, boolean evenIfWatched) {
        return ask(() -> host.end(key, playback, reason, evenIfWatched));
    }

    private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
