package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.model.CorruptRecordingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
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
        ObjectNode json = (ObjectNode) MAPPER.readTree(text(line));
        json.remove("crc");
        return new HeaderLine(json);
    }

    /** Whether a line is the header of another version of the format, and not one that was damaged. */
    static boolean isOfAnotherVersion(byte[] line) {
        boolean sound = !LineChecksum.isPresent(line, 0, line.length) || LineChecksum.holds(line, 0, line.length, 0);
        JsonNode version = object(line).path("rallycast");
        return sound && version.isIntegralNumber() && version.intValue() != Header.VERSION;
    }

    /** Whether a line, perhaps damaged, was made to be a header. */
    static boolean isMeant(byte[] line) {
        return text(line).contains("\"rallycast\"");
    }

    /** What can still be read of a damaged line. */
    static HeaderLine rescue(byte[] line) throws IOException {
        // What is no UTF-8 becomes the replacement character; members with it are not trusted.
        ObjectNode all = object(line);
        all.remove("crc");
        // Whatever its id is.
        if (new HeaderLine(all.deepCopy().put("id", "any")).isHeader()) {
            return new HeaderLine(all);
        }
        String text = text(line);
        ObjectNode json = MAPPER.createObjectNode().put("rallycast", Header.VERSION);
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

    /** Whether {@link Header} would take it. */
    boolean isHeader() throws IOException {
        ByteBuilder text = encode(false);
        try {
            Header.of(Path.of("header"), Arrays.copyOf(text.array(), text.size() - 1));
            return true;
        } catch (CorruptRecordingException e) {
            return false;
        }
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

    private static String text(byte[] line) {
        String text = new String(line, UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    /** The line's object; an empty one if it has none. */
    private static ObjectNode object(byte[] line) {
        String text = text(line);
        try {
            if (text.indexOf(REPLACEMENT) < 0 && MAPPER.readTree(text) instanceof ObjectNode json) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Then there is none.
        }
        return MAPPER.createObjectNode();
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
