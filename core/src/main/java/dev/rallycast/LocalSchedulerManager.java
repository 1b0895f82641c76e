package dev.rallycast;

import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.SchedulerKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

final class LocalSchedulerManager implements SchedulerManager {
    private final SchedulerManagerBuilder from;

    LocalSchedulerManager(SchedulerManagerBuilder from) {
        this.from = from;
    }

    @Override
    public ClientManager clients() {
        throw new IllegalStateException();
    }

    @Override
    public GameStorage storage() {
        return from.storage;
    }

    @Override
    public Collection<Scheduler> schedulers() {
        return List.of();
    }

    @Override
    public Optional<Scheduler> scheduler(SchedulerKey key) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
