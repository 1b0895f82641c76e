package dev.rallycast.testkit;

import dev.rallycast.spi.WritableGameStorage;
import java.io.IOException;

/**
 * Gives a {@link GameStorageContract} a storage to work on. Each harness begins empty, apart from all others. What a
 * storage can't do is declared by a flag, and the contract leaves the tests of it out.
 */
public interface StorageHarness extends AutoCloseable {
    /** The storage, open: the same one until the next {@link #reopen()}. */
    WritableGameStorage storage();

    /** Whether recordings outlive the storage object, so that {@link #reopen()} works. */
    default boolean canReopen() {
        return true;
    }

    /**
     * Closes the storage and opens another one on the same recordings.
     *
     * @throws UnsupportedOperationException if {@link #canReopen()} says no
     */
    default WritableGameStorage reopen() {
        throw new UnsupportedOperationException("this storage keeps nothing when it is closed");
    }

    /** Whether {@link #damage} works. */
    default boolean canDamage() {
        return false;
    }

    /**
     * Breaks an event within a recording that nobody has open, so that it can't be read.
     *
     * @param gameId the recording
     * @param index the event's index, which is neither the first nor the last
     * @throws UnsupportedOperationException if {@link #canDamage()} says no
     */
    default void damage(String gameId, long index) throws IOException {
        throw new UnsupportedOperationException("this storage can't be damaged from outside");
    }

    /** Closes the storage and removes what it holds. */
    @Override
    void close() throws IOException;
}
