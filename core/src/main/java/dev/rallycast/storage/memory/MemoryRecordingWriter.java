package dev.rallycast.storage.memory;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.RecordingClosedException;
import dev.rallycast.model.RecordingEndedException;
import dev.rallycast.spi.RecordingWriter;
import java.util.List;

/** The one writer of a tape. */
final class MemoryRecordingWriter implements RecordingWriter {
    private final MemoryTape tape;
    private boolean closed;

    MemoryRecordingWriter(MemoryTape tape) {
        this.tape = tape;
    }

    @Override
    public long append(List<EventDraft> events) {
        requireOpen();
        if (tape.extent().ended()) {
            throw new RecordingEndedException("game \"" + tape.game().id() + "\" has its end mark: nothing can follow");
        }
        List<EventDraft> batch = List.copyOf(events);
        for (int i = 0; i < batch.size(); i++) {
            check(batch.get(i), i);
        }
        return batch.isEmpty() ? tape.extent().size() : tape.append(batch);
    }

    @Override
    public void end() {
        requireOpen();
        if (!tape.extent().ended()) {
            tape.end();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            tape.writerClosed();
        }
    }

    private void check(EventDraft draft, int place) {
        try {
            draft.data().requireValid();
        } catch (InvalidPayloadException e) {
            throw new InvalidPayloadException(
                    "game \"" + tape.game().id() + "\", event " + place + " of the batch: " + e.getMessage(), e);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new RecordingClosedException("game \"" + tape.game().id() + "\": the writer is closed");
        }
    }
}
