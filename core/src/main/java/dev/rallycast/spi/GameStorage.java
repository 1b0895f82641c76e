package dev.rallycast.spi;

import dev.rallycast.model.Game;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds, lists and opens recordings. Thread-safe. Every method may block: the engine calls them off its loops.
 *
 * <p>Game ids are untrusted: a store refuses an id that breaks the rule of {@code GameIds} and never lets one reach outside
 * of itself.
 */
public interface GameStorage extends AutoCloseable {
    /**
     * The game's metadata, or empty if there is no such game.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws dev.rallycast.model.CorruptRecordingException if the metadata can't be read
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    Optional<Game> find(String gameId);

    /**
     * All games, in the order of their ids by code unit. The stream reads as it goes and must be closed. A recording whose metadata is
     * damaged is left out and logged.
     *
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    Stream<Game> list();

    /**
     * Opens a recording for reading. Each call gives a recording of its own, to be closed by the caller.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws dev.rallycast.model.GameNotFoundException if there is no such game
     * @throws dev.rallycast.model.CorruptRecordingException if the recording is damaged
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    Recording open(String gameId);

    /** Releases what the storage itself holds; recordings that are open stay readable until they are closed. */
    @Override
    void close();
}
