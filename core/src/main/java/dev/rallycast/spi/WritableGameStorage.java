package dev.rallycast.spi;

import dev.rallycast.model.Game;

/** Storage that also records. Thread-safe; a recording has at most one writer at a time. */
public interface WritableGameStorage extends GameStorage {
    /**
     * Begins a recording.
     *
     * @throws dev.rallycast.model.GameExistsException if the game has one already
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    RecordingWriter create(Game game);

    /**
     * Goes on with a recording that has no end mark yet.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws dev.rallycast.model.GameNotFoundException if there is no such game
     * @throws dev.rallycast.model.RecordingEndedException if the recording has its end mark
     * @throws dev.rallycast.model.RecordingLockedException if another writer is open
     * @throws dev.rallycast.model.CorruptRecordingException if the recording is damaged
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    RecordingWriter append(String gameId);

    /**
     * Removes a recording and returns whether there was one. Recordings that are open may fail to read from then on.
     *
     * @throws dev.rallycast.model.InvalidGameIdException if the id breaks the rule for ids
     * @throws dev.rallycast.model.RecordingLockedException if a writer is open
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the storage is closed
     */
    boolean delete(String gameId);
}
