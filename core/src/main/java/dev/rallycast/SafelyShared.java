package dev.rallycast;

import dev.rallycast.spi.LogText;
import dev.rallycast.spi.SchedulerKey;
import dev.rallycast.spi.SharedPlaybacks;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shared playbacks of the host, whose calls fail by their answer only: what is thrown would leave somebody waiting for ever.
 * Logs when they can't be reached, and when they can again.
 */
final class SafelyShared implements SharedPlaybacks {
    private static final Logger LOG = LoggerFactory.getLogger(SafelyShared.class);

    private final SharedPlaybacks host;
    private final AtomicBoolean reached = new AtomicBoolean(true);

    SafelyShared(SharedPlaybacks host) {
        this.host = host;
    }

    @Override
    public void subscribe(Doorbell doorbell) {
        host.subscribe(doorbell);
    }

    @Override
    public void unsubscribe(Doorbell doorbell) {
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
    public CompletionStage<Held> hold(SchedulerKey key, String playback, Presence here, Duration idle) {
        return ask(() -> host.hold(key, playback, here, idle));
    }

    @Override
    public CompletionStage<Boolean> end(SchedulerKey key, String playback, String reason, boolean evenIfWatched) {
        return ask(() -> host.end(key, playback, reason, evenIfWatched));
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        CompletionStage<T> answer;
        try {
            answer = question.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        return answer.whenComplete((result, failure) -> note(failure));
    }

    /** What all playbacks notice at once is logged once. */
    private void note(@Nullable Throwable failure) {
        if (reached.compareAndSet(failure != null, failure == null)) {
            if (failure == null) {
                LOG.info("node {}: what is shared with other nodes can be reached again", host.node());
            } else {
                LOG.warn(
                        "node {}: what is shared with other nodes can't be reached; playbacks go on, but can't be changed",
                        host.node(),
                        LogText.of(failure));
            }
        }
    }
}
