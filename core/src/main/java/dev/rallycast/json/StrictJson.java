package dev.rallycast.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether bytes are one strict JSON value (RFC 8259): valid UTF-8 without a byte order mark, no duplicate names, no
 * line breaks and nothing behind the value, at most {@link #MAX_BYTES} bytes and {@link #MAX_DEPTH} deep.
 *
 * <p>A parser decides, and says what is wrong. {@link QuickJson} spares it the values that are obviously good.
 */
public final class StrictJson {
    /** The greatest size of a value in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    /** The greatest nesting depth of a value. */
    public static final int MAX_DEPTH = 32;

    /** The greatest length of a number in bytes. */
    private static final int MAX_NUMBER = 400;

    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_BYTES)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * What is wrong with the bytes {@code from} to {@code to} (exclusive): what is where, and what was expected, to go on
     * behind the name of the thing; null if they are one strict JSON value.
     *
     * @throws IndexOutOfBoundsException if they are not all in the array
     */
    public static @Nullable String problem(byte[] utf8, int from, int to) {
        return QuickJson.isSurelyValid(utf8, from, to) ? null : parserProblem(utf8, from, to);
    }

    /** The same by the parser alone. */
    static @Nullable String parserProblem(byte[] utf8, int from, int to) {
        int size = to - from;
        if (size > MAX_BYTES) {
            return "has " + size + " bytes: expected at most " + MAX_BYTES;
        }
        for (int i = from; i < to; i++) {
            if (utf8[i] == '\n' || utf8[i] == '\r') {
                return "has a line break at byte " + (i - from) + ": expected one line";
            }
        }
        // Parsed as characters: given bytes, Jackson takes a byte order mark, UTF-16 and UTF-32 for an encoding of its
        // own
        // choice, and lets some overlong and surrogate sequences through.
        ByteBuffer bytes = ByteBuffer.wrap(utf8, from, size);
        CharBuffer text;
        try {
            text = UTF_8.newDecoder().decode(bytes);
        } catch (CharacterCodingException e) {
            return "is not valid UTF-8 at byte " + (bytes.position() - from);
        }
        try (JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            if (parser.nextToken() == null) {
                return "is empty: expected one JSON value";
            }
            parser.skipChildren();
            JsonToken behind = parser.nextToken();
            return behind == null
                    ? null
                    : "goes on behind its value at character "
                            + parser.currentTokenLocation().getCharOffset() + ": expected one JSON value";
        } catch (IOException e) {
            return "is not one strict JSON value: " + firstLine(e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
