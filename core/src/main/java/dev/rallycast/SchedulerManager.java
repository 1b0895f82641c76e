package dev.rallycast;

import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.SchedulerKey;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The registry of playbacks and the engine that runs them. Thread-safe; there may be several in one process.
 *
 * <pre>{@code
 * SchedulerManager manager = SchedulerManager.builder(storage).build();
 * }</pre>
 */
public interface SchedulerManager extends AutoCloseable {
    /** Starts a manager of the recordings of a storage, which stays the caller's to close. */
    static SchedulerManagerBuilder builder(GameStorage storage) {
        return new SchedulerManagerBuilder(storage);
    }

    /** Where transports bring their connections. */
    ClientManager clients();

    /** Where the recordings are. */
    GameStorage storage();

    /** The playbacks that are alive now. */
    Collection<Scheduler> schedulers();

    /** The playback of a key, if it is alive. */
    Optional<Scheduler> scheduler(SchedulerKey key);

    /**
     * What there is at the moment, for gauges. Costs a look at every playback, and waits for nothing: cheap enough to be asked
     * every few seconds. Any thread.
     */
    Statistics statistics();

    /**
     * Sends all clients away, evenly spread over a time, and tells each when to come back; nobody is let in from now on. What
     * plays goes on until {@link #close}. With several servers behind one address, a rolling restart drains each before it is
     * closed, so that its clients come to the others a few at a time.
     *
     * @param within how long it takes until the last client has been told; may be zero
     * @return completes on a session loop when no connection is left: at the latest {@code sendTimeout} after that, when
     *     clients that take nothing are closed
     * @throws IllegalArgumentException if the time is negative
     */
    CompletionStage<Void> drain(Duration within);

    /** Tells all clients to come back later, closes their connections and stops the engine. */
    @Override
    void close();
}
