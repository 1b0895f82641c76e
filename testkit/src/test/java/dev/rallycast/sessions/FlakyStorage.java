package dev.rallycast.sessions;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import dev.rallycast.storage.memory.InMemoryGameStorage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A storage that does something of the test's own before each call, and counts what is open. */
final class FlakyStorage implements GameStorage {
    InMemoryGameStorage storage = new InMemoryGameStorage();
    Runnable onFind = () -> {};
    Runnable onOpen = () -> {};
    Runnable onRead = () -> {};
    int opened;
    int closed;

    static Runnable failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    @Override
    public Optional<Game> find(String gameId) {
        onFind.run();
        return storage.find(gameId);
    }

    @Override
    public Stream<Game> list() {
        return storage.list();
    }

    @Override
    public Recording open(String gameId) {
        onOpen.run();
        Recording recording = storage.open(gameId);
        opened++;
        return new Recording() {
            private boolean done;

            @Override
            public Game game() {
                return recording.game();
            }

            @Override
            public String incarnation() {
                return recording.incarnation();
            }

            @Override
            public Extent extent() {
                return recording.extent();
            }

            @Override
            public List<GameEvent> read(long from, int max) {
                onRead.run();
                return recording.read(from, max);
            }

            @Override
            public long indexAt(long timeNanos) {
                onRead.run();
                return recording.indexAt(timeNanos);
            }

            @Override
            public Runnable onGrowth(Runnable listener) {
                return recording.onGrowth(listener);
            }

            @Override
            public void close() {
                if (!done) {
                    done = true;
                    closed++;
                    recording.close();
                }
            }
        };
    }

    @Override
    public void close() {}
}
