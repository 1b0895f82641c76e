package dev.rallycast.storage.file;

import dev.rallycast.model.EventDraft;
import java.io.IOException;
import java.util.Arrays;

/** Writes a recording's lines, with new checksums if it should have any. Not thread-safe. */
final class NewRecording {
    private final TextSink sink;
    private final boolean checksummed;
    private final LineEncoder encoder;
    private long events;

    NewRecording(TextSink sink, boolean checksummed) {
        this.sink = sink;
        this.checksummed = checksummed;
        this.encoder = new LineEncoder(checksummed);
    }

    /** Adds the header, with its line feed. */
    void header(ByteBuilder header) throws IOException {
        sink.write(header.array(), header.size());
    }

    /** Adds a whole event's line, which lies from {@code start} to {@code end} and may have a checksum already. */
    void event(byte[] bytes, int start, int end) throws IOException {
        ByteBuilder line = new ByteBuilder();
        if (checksummed) {
            int from = start;
            int to = end;
            while (isSpace(bytes[from])) {
                from++;
            }
            while (isSpace(bytes[to - 1])) {
                to--;
            }
            boolean present = LineChecksum.isPresent(bytes, from, to);
            line.bytes(Arrays.copyOfRange(bytes, from, present ? to - LineChecksum.LENGTH : to - 1));
            LineChecksum.end(line, 0, events);
        } else {
            line.bytes(Arrays.copyOfRange(bytes, start, end)).ascii("\n");
        }
        events++;
        sink.write(line.array(), line.size());
    }

    /**
     * Adds an event.
     *
     * @throws dev.rallycast.model.InvalidPayloadException if the payload is not one strict JSON value within the limits
     */
    void event(EventDraft event) throws IOException {
        ByteBuilder line = new ByteBuilder();
        encoder.event(line, event, events);
        events++;
        sink.write(line.array(), line.size());
    }

    /** Adds the end mark. */
    void end() throws IOException {
        ByteBuilder line = new ByteBuilder();
        encoder.endMark(line, events);
        sink.write(line.array(), line.size());
    }

    void finish() throws IOException {
        sink.finish();
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\r';
    }
}
