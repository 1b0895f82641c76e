package dev.rallycast.protocol.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.rallycast.model.InvalidPayloadException;
import dev.rallycast.model.Payload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * The gate through which payloads from outside pass: one strict JSON value (RFC 8259) in valid UTF-8, without duplicate
 * keys, line breaks or anything behind it, at most {@link Payload#MAX_BYTES} bytes and {@link Payload#MAX_DEPTH} deep.
 */
public final class JsonPayloads {
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Payload.MAX_DEPTH)
                    .maxDocumentLength(Payload.MAX_BYTES)
                    .maxStringLength(Payload.MAX_BYTES)
                    .maxNumberLength(400)
                    .build())
            .build();

    private JsonPayloads() {}

    /**
     * A payload of JSON text.
     *
     * @throws InvalidPayloadException if the text is not one strict JSON value within the limits
     */
    public static Payload parse(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        // An unpaired surrogate becomes a question mark in UTF-8, so what was recorded would not be what is sent.
        if (!UTF_8.newEncoder().canEncode(json)) {
            throw new InvalidPayloadException("payload has an unpaired surrogate: expected valid Unicode text");
        }
        return parse(utf8);
    }

    /**
     * A payload of JSON text in UTF-8.
     *
     * @throws InvalidPayloadException if the bytes are not one strict JSON value within the limits
     */
    public static Payload parse(byte[] utf8) {
        check(utf8, 0, utf8.length);
        return Payload.ofValidated(utf8);
    }

    /**
     * Checks the bytes {@code from} to {@code to} (exclusive).
     *
     * @throws InvalidPayloadException if they are not one strict JSON value within the limits
     */
    public static void check(byte[] utf8, int from, int to) {
        int size = to - from;
        if (size > Payload.MAX_BYTES) {
            throw new InvalidPayloadException("payload has " + size + " bytes: expected at most " + Payload.MAX_BYTES);
        }
        for (int i = from; i < to; i++) {
            if (utf8[i] == '\n' || utf8[i] == '\r') {
                throw new InvalidPayloadException(
                        "payload has a line break at byte " + (i - from) + ": expected one line");
            }
        }
        // Parsed as characters: given bytes, Jackson takes a byte order mark, UTF-16 and UTF-32 for an encoding of its
        // own
        // choice, and lets some overlong and surrogate sequences through.
        CharBuffer text = decodeUtf8(utf8, from, size);
        try (JsonParser parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            if (parser.nextToken() == null) {
                throw new InvalidPayloadException("payload is empty: expected one JSON value");
            }
            parser.skipChildren();
            JsonToken behind = parser.nextToken();
            if (behind != null) {
                throw new InvalidPayloadException("payload goes on behind its value at character "
                        + parser.currentTokenLocation().getCharOffset() + ": expected one JSON value");
            }
        } catch (IOException e) {
            throw new InvalidPayloadException("payload is not one strict JSON value: " + firstLine(e), e);
        }
    }

    private static CharBuffer decodeUtf8(byte[] utf8, int from, int size) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8, from, size));
        } catch (CharacterCodingException e) {
            throw new InvalidPayloadException("payload is not valid UTF-8", e);
        }
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
