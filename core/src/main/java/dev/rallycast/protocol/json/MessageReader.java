package dev.rallycast.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.ProtocolException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a client's message as one strict JSON object (RFC 8259) without duplicate names, within tight limits. */
final class MessageReader {
    static final int MAX_STRING = 8 * 1024;
    static final int MAX_NAME = 256;
    static final int MAX_NUMBER = 32;

    // Names come from strangers, so they are not kept in a table that lives as long as the process.
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.DEEPEST)
                    .maxStringLength(MAX_STRING)
                    .maxNameLength(MAX_NAME)
                    .maxNumberLength(MAX_NUMBER)
                    .build())
            .build();

    private final Map<String, JsonValue> top = new LinkedHashMap<>();

    private final int maxDepth;
    private int depth = 1;

    private MessageReader(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /**
     * The fields of the one object that {@code text} is.
     *
     * @param maxDepth how many levels there may be, that object included
     * @throws ProtocolException with {@link ErrorCode#BAD_JSON} if it is anything else
     */
    static Map<String, JsonValue> read(String text, int maxDepth) {
        MessageReader reader = new MessageReader(maxDepth);
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw reader.bad("message is not a JSON object");
            }
            reader.fields(parser, reader.top);
            if (parser.nextToken() != null) {
                throw reader.bad("message goes on behind its JSON object " + at(parser));
            }
            return reader.top;
        } catch (StreamConstraintsException e) {
            throw reader.tooMuch(at(e));
        } catch (JsonProcessingException e) {
            throw reader.bad("message is not valid JSON " + at(e) + ": expected one JSON object");
        } catch (IOException e) {
            throw new IllegalStateException("reading a string failed", e);
        }
    }

    private void fields(JsonParser parser, Map<String, JsonValue> into) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            JsonValue value = value(parser);
            if (into.putIfAbsent(name, value) != null) {
                throw bad("message has the field " + new JsonValue.Text(name).brief() + " twice in one object "
                        + at(parser));
            }
        }
    }

    private JsonValue value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> new JsonValue.Text(unicode(parser));
            case VALUE_NUMBER_INT -> new JsonValue.Numeral(parser.getText(), true);
            case VALUE_NUMBER_FLOAT -> new JsonValue.Numeral(parser.getText(), false);
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case START_ARRAY, START_OBJECT -> inside(parser);
            default -> throw bad("message is not valid JSON " + at(parser));
        };
    }

    private JsonValue inside(JsonParser parser) throws IOException {
        if (++depth > maxDepth) {
            throw tooMuch(at(parser));
        }
        JsonValue value;
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            value = array(parser);
        } else {
            Map<String, JsonValue> fields = new LinkedHashMap<>();
            fields(parser, fields);
            value = new JsonValue.Obj(fields);
        }
        depth--;
        return value;
    }

    private JsonValue array(JsonParser parser) throws IOException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new JsonValue.Array(items);
    }

    private String unicode(JsonParser parser) throws IOException {
        String text = parser.getText();
        // Half of a surrogate pair has no UTF-8 form, so it could be neither stored nor sent back.
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw bad("message has a string with half of a surrogate pair " + at(parser));
        }
        return text;
    }

    private ProtocolException tooMuch(String place) {
        return bad("message is too deep or has something too long " + place + ": expected at most " + maxDepth
                + " levels, strings of " + MAX_STRING + ", names of " + MAX_NAME + " and numbers of " + MAX_NUMBER
                + " characters");
    }

    /** A refusal that carries the command's id if the text up to the error told it. */
    private ProtocolException bad(String message) {
        return new ProtocolException(ErrorCode.BAD_JSON, message, Fields.readableId(top));
    }

    private static String at(JsonParser parser) {
        return "at character " + parser.currentTokenLocation().getCharOffset();
    }

    private static String at(JsonProcessingException e) {
        return "at character "
                + (e.getLocation() == null ? "?" : e.getLocation().getCharOffset());
    }
}
