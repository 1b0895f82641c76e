package dev.rallycast;

import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.SchedulerKey;
import java.util.Collection;
import java.util.Optional;

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

    /** Tells all clients to come back later, closes their connections and stops the engine. */
    @Override
    void close();
}
