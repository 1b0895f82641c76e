package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.rallycast.model.CorruptRecordingException;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.model.Payload;
import dev.rallycast.model.ReplayException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A line that a person or another program wrote: any spacing, any order of keys, keys that are not known. */
final class LooseLine {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Payload.MAX_DEPTH + 1)
                    .maxDocumentLength(LineReader.MAX_LINE_BYTES)
                    .maxNumberLength(400)
                    .build())
            .build();

    private final byte[] line;
    private boolean end;
    private boolean checksum;
    private long events = -1;
    private long timeNanos = -1;
    private @Nullable String kind;
    private @Nullable String mark;
    private int dataFrom = -1;
    private int dataTo;
    private @Nullable Payload data;

    private LooseLine(byte[] line) {
        this.line = line;
    }

    /**
     * Reads the line at which {@code in} is.
     *
     * @throws CorruptRecordingException if it is neither an event nor an end mark
     */
    static LooseLine parse(LineReader in) {
        LooseLine loose = new LooseLine(in.copy());
        try {
            loose.parse();
        } catch (IOException | IllegalArgumentException | ReplayException e) {
            throw in.corrupt("neither an event nor an end mark: " + Header.firstLine(e), e);
        }
        return loose;
    }

    boolean isEnd() {
        return end;
    }

    boolean hasChecksum() {
        return checksum;
    }

    /** How many events the end mark counts; -1 if it doesn't say. */
    long events() {
        return events;
    }

    long timeNanos() {
        return timeNanos;
    }

    GameEvent event(long index, long maxTimeNanos) {
        String name = kind;
        Payload payload = data;
        if (name == null || payload == null) {
            throw new IllegalStateException("the end mark is not an event");
        }
        return new GameEvent(index, Math.max(timeNanos, maxTimeNanos), name, mark, payload);
    }

    private void parse() throws IOException {
        // The parser lets some broken UTF-8 through.
        UTF_8.newDecoder().decode(ByteBuffer.wrap(line));
        try (JsonParser parser = FACTORY.createParser(line)) {
            requireThat(parser.nextToken() == JsonToken.START_OBJECT, "expected an object");
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String key = parser.currentName();
                parser.nextToken();
                member(parser, key);
            }
            requireThat(parser.nextToken() == null, "the line goes on behind its object");
        }
        if (!end) {
            requireThat(timeNanos >= 0, "no \"t\"");
            requireThat(kind != null, "no \"kind\"");
            requireThat(dataFrom >= 0, "no \"data\"");
            data = Payload.of(line, dataFrom, dataTo);
            // Checks the lengths of the names.
            event(0, 0);
        }
    }

    private void member(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "t" -> timeNanos = time(parser);
            case "kind" -> kind = name(parser, key);
            case "mark" -> mark = parser.currentToken() == JsonToken.VALUE_NULL ? null : name(parser, key);
            case "data" -> {
                dataFrom = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                parser.finishToken();
                dataTo = (int) parser.currentLocation().getByteOffset();
            }
            case "end" -> {
                requireThat(parser.currentToken() == JsonToken.VALUE_TRUE, "\"end\" is not true");
                end = true;
            }
            case "events" -> {
                requireThat(parser.currentToken() == JsonToken.VALUE_NUMBER_INT, "\"events\" is not a whole number");
                events = parser.getLongValue();
            }
            case "crc" -> checksum = true;
            default -> parser.skipChildren();
        }
    }

    private static long time(JsonParser parser) throws IOException {
        requireThat(parser.currentToken().isNumeric(), "\"t\" is not a number");
        long nanos = MatchTime.nanosOfSeconds(parser.getDecimalValue());
        requireThat(nanos >= 0, "\"t\" is negative");
        return nanos;
    }

    private static String name(JsonParser parser, String key) throws IOException {
        requireThat(parser.currentToken() == JsonToken.VALUE_STRING, "\"" + key + "\" is not a string");
        return parser.getText();
    }

    private static void requireThat(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
