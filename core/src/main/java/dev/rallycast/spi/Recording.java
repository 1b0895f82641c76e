package dev.rallycast.spi;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import java.util.List;

/**
 * A recorded game's events, in order, open for reading. Thread-safe.
 *
 * <p>Times never go back: an event is at the running maximum of the recorded times. {@link #extent()} and
 * {@link #incarnation()} never block; the others may, and the engine calls them off its loops.
 */
public interface Recording extends AutoCloseable {
    /**
     * How far a recording goes at one moment.
     *
     * @param size how many events can be read
     * @param ended whether it carries its end mark, so that no event will follow
     */
    record Extent(long size, boolean ended) {}

    /** The game's metadata. */
    Game game();

    /** Names the content: another one if the recording was deleted and made anew under the same id. */
    String incarnation();

    /** How far the recording goes now. Never shrinks. */
    Extent extent();

    /**
     * Reads events in order from index {@code from}: at most {@code max} of them, fewer only where the recording ends or,
     * for the adapter's own reasons, where at least one was read; none if {@code from} is at or behind the edge.
     *
     * @throws IllegalArgumentException if {@code from} is negative or {@code max} is not above zero
     * @throws dev.rallycast.model.CorruptRecordingException if the recording is damaged there
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the recording is closed
     */
    List<GameEvent> read(long from, int max);

    /**
     * The index of the first event at or after a match time in nanoseconds; the size if there is none.
     *
     * @throws dev.rallycast.model.CorruptRecordingException if the recording is damaged
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the recording is closed
     */
    long indexAt(long timeNanos);

    /**
     * Calls {@code listener} after {@link #extent()} has changed, from any thread; several changes may be told as one. The
     * listener never blocks.
     *
     * @return ends the calls when it is run
     */
    Runnable onGrowth(Runnable listener);

    /** Releases what is held. More calls than one do no harm. */
    @Override
    void close();
}
