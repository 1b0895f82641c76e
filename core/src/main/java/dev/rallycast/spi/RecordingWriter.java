package dev.rallycast.spi;

import dev.rallycast.model.EventDraft;
import java.util.List;

/** Appends to a recording. Not thread-safe. */
public interface RecordingWriter extends AutoCloseable {
    /**
     * Appends events, all or none; they can be read when this returns. If the process ends before it does, a first part of them
     * may have been recorded.
     *
     * @return the index of the first of them
     * @throws dev.rallycast.model.InvalidPayloadException if a payload is not one strict JSON value within the limits
     * @throws dev.rallycast.model.RecordingEndedException if the end mark is written
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed; the writer can't be used any more
     * @throws dev.rallycast.model.RecordingClosedException if the writer is closed
     */
    long append(List<EventDraft> events);

    /** Appends one event; see {@link #append(List)}. */
    default long append(EventDraft event) {
        return append(List.of(event));
    }

    /**
     * Writes the end mark: nothing follows it. More calls than one do no harm.
     *
     * @throws dev.rallycast.model.StorageUnavailableException if storage failed
     * @throws dev.rallycast.model.RecordingClosedException if the writer is closed
     */
    void end();

    /** Lets go of the recording without an end mark of its own. More calls than one do no harm. */
    @Override
    void close();
}
