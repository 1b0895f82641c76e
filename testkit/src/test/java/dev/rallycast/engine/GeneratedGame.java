package dev.rallycast.engine;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.StorageUnavailableException;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A storage with one long ended match whose events are made as they are read. */
final class GeneratedGame implements GameStorage {
    private static final Payload NOTHING = Payload.of("{}");

    private final Game game = Game.of(Stage.GAME, "tennis");
    private final long[] times;
    /** Whether reads fail. */
    boolean failing;
    /** How many reads were tried. */
    int reads;

    /** A match with events at these times, in nanoseconds, which do not go back. */
    GeneratedGame(long[] times) {
        this.times = times.clone();
    }

    @Override
    public Optional<Game> find(String gameId) {
        return gameId.equals(game.id()) ? Optional.of(game) : Optional.empty();
    }

    @Override
    public Stream<Game> list() {
        return Stream.of(game);
    }

    @Override
    public Recording open(String gameId) {
        return new Generated();
    }

    @Override
    public void close() {}

    private final class Generated implements Recording {
        @Override
        public Game game() {
            return game;
        }

        @Override
        public String incarnation() {
            return "generated";
        }

        @Override
        public Extent extent() {
            return new Extent(times.length, true);
        }

        @Override
        public List<GameEvent> read(long from, int max) {
            reads++;
            if (failing) {
                throw new StorageUnavailableException("the disk is away");
            }
            List<GameEvent> events = new ArrayList<>();
            for (int i = (int) from; i < Math.min(times.length, from + max); i++) {
                events.add(new GameEvent(i, times[i], "point", null, NOTHING));
            }
            return events;
        }

        @Override
        public long indexAt(long timeNanos) {
            int index = 0;
            while (index < times.length && times[index] < timeNanos) {
                index++;
            }
            return index;
        }

        @Override
        public Runnable onGrowth(Runnable listener) {
            return () -> {};
        }

        @Override
        public void close() {}
    }
}
