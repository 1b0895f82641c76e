package dev.rallycast.sports.tennis;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameExistsException;
import dev.rallycast.model.GameNotFoundException;
import dev.rallycast.model.RecordingLockedException;
import dev.rallycast.spi.Recording;
import dev.rallycast.spi.RecordingWriter;
import dev.rallycast.spi.WritableGameStorage;
import java.util.List;

/**
 * Records matches into storage, each of them whole or, if storage fails, not at all. A process that is killed meanwhile may
 * leave a recording without an end mark, which is made anew the next time.
 */
final class StorageSink implements MatchSink {
    private static final int BATCH = 256;

    private final WritableGameStorage storage;
    private final Existing existing;

    StorageSink(WritableGameStorage storage, Existing existing) {
        this.storage = storage;
        this.existing = existing;
    }

    @Override
    public boolean accept(TennisMatch match) {
        String id = match.game().id();
        if (existing == Existing.REPLACE) {
            storage.delete(id);
        }
        RecordingWriter writer;
        try {
            writer = storage.create(match.game());
        } catch (GameExistsException e) {
            if (existing == Existing.REPLACE) {
                throw e;
            }
            try {
                if (isWhole(id)) {
                    return false;
                }
                storage.delete(id);
                writer = storage.create(match.game());
            } catch (RecordingLockedException | GameNotFoundException | GameExistsException others) {
                // Another process is about to import it.
                return false;
            }
        }
        try {
            List<EventDraft> events = match.events();
            for (int from = 0; from < events.size(); from += BATCH) {
                writer.append(events.subList(from, Math.min(from + BATCH, events.size())));
            }
            writer.end();
            writer.close();
        } catch (RuntimeException | Error e) {
            undo(writer, id, e);
            throw e;
        }
        return true;
    }

    /** Whether a recording is more than what an import that was killed has left. */
    private boolean isWhole(String id) {
        try (Recording recording = storage.open(id)) {
            return recording.extent().ended();
        }
    }

    private void undo(RecordingWriter writer, String id, Throwable failure) {
        try {
            writer.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        try {
            storage.delete(id);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
