package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a header's line anew from one that is there, whole or damaged; what this version doesn't know is kept. */
final class HeaderLine {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    // Bounded, since each repetition takes some of the stack.
    private static final String STRING = "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+){0,1000}\"";
    private static final Pattern PLAYERS =
            Pattern.compile("\"players\"\\s*:\\s*(\\[\\s*(?:" + STRING + "\\s*,?\\s*){0,100}\\])");
    private static final String[] TEXTS = {"id", "sport", "mode", "event", "surface", "format", "scheduledStart"};
    private static final char REPLACEMENT = '\ufffd';

    private final ObjectNode json;

    private HeaderLine(ObjectNode json) {
        this.json = json;
    }

    /** The header of a line that {@link Header} takes. */
    static HeaderLine of(byte[] line) throws JsonProcessingException {
        String text = new String(line, UTF_8);
        ObjectNode json = (ObjectNode) MAPPER.readTree(text.startsWith("\ufeff") ? text.substring(1) : text);
        json.remove("crc");
        return new HeaderLine(json);
    }

    /** What can still be read of a damaged line. */
    static HeaderLine rescue(byte[] line) {
        // What is no UTF-8 becomes the replacement character; members with it are not trusted.
        String text = new String(line, UTF_8);
        ObjectNode json = MAPPER.createObjectNode().put("rallycast", 1);
        for (String key : TEXTS) {
            String value = text(text, key);
            if (value != null) {
                json.put(key, value);
            }
        }
        ArrayNode players = players(text);
        if (players != null) {
            json.set("players", players);
        }
        return new HeaderLine(json);
    }

    @Nullable
    String get(String key) {
        return json.path(key).textValue();
    }

    HeaderLine with(String key, String value) {
        json.put(key, value);
        return this;
    }

    HeaderLine without(String key) {
        json.remove(key);
        return this;
    }

    /** The line with its line feed, and with its checksum if it should have one. */
    ByteBuilder encode(boolean checksummed) throws JsonProcessingException {
        String text = MAPPER.writeValueAsString(json);
        if (!UTF_8.newEncoder().canEncode(text)) {
            // Unpaired surrogates can only be written as escapes.
            text = ESCAPING.writeValueAsString(json);
        }
        ByteBuilder out =
                new ByteBuilder().bytes(text.substring(0, text.length() - 1).getBytes(UTF_8));
        if (checksummed) {
            LineChecksum.end(out, 0, 0);
        } else {
            out.ascii("}\n");
        }
        return out;
    }

    private static @Nullable String text(String line, String key) {
        Matcher found =
                Pattern.compile("\"" + key + "\"\\s*:\\s*(" + STRING + ")").matcher(line);
        if (!found.find() || found.group(1).indexOf(REPLACEMENT) >= 0) {
            return null;
        }
        try {
            return MAPPER.readValue(found.group(1), String.class);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable ArrayNode players(String line) {
        Matcher found = PLAYERS.matcher(line);
        if (!found.find() || found.group(1).indexOf(REPLACEMENT) >= 0) {
            return null;
        }
        try {
            return (ArrayNode) MAPPER.readTree(found.group(1));
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
