package dev.rallycast.testkit.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schemas of {@code docs/asyncapi.json}, which is in this jar, one for each message. Thread-safe. */
final class ProtocolSchemas {
    static final String DOCUMENT = "docs/asyncapi.json";

    /** Decimals stay as they are, so that their digits can be counted; payloads may be as deep as they like. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100_000)
                            .maxNumberLength(1_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final JsonNode document;
    private final Map<String, Schema> frames = new TreeMap<>();
    private final Map<String, Schema> commands = new TreeMap<>();

    ProtocolSchemas() {
        String text = read();
        document = MAPPER.readTree(text);
        String name = "https://rallycast.dev/asyncapi.json";
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_7, builder -> builder.schemas(Map.of(name, text)));
        for (Map.Entry<String, JsonNode> message :
                document.at("/components/messages").properties()) {
            String key = message.getKey();
            Schema schema = registry.getSchema(SchemaLocation.of(name + "#/components/messages/" + key + "/payload"));
            schema.initializeValidators();
            JsonNode properties = message.getValue().at("/payload/properties");
            (properties.has("type") ? frames : commands).put(key, schema);
        }
    }

    private static String read() {
        try (InputStream in = requireNonNull(ProtocolSchemas.class.getResourceAsStream("asyncapi.json"), DOCUMENT)) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The whole document. */
    JsonNode document() {
        return document;
    }

    /** The types of the frames that are described. */
    List<String> frameTypes() {
        return List.copyOf(frames.keySet());
    }

    /** The commands that are described. */
    List<String> commandNames() {
        return List.copyOf(commands.keySet());
    }

    /** What is wrong with a frame, or nothing. */
    List<String> violationsOfFrame(String text) {
        return violations(frames, "type", text);
    }

    /** What is wrong with a command, or nothing. */
    List<String> violationsOfCommand(String text) {
        return violations(commands, "action", text);
    }

    private static List<String> violations(Map<String, Schema> schemas, String kind, String text) {
        JsonNode message;
        try {
            message = MAPPER.readTree(text);
        } catch (JacksonException e) {
            return List.of("not JSON: " + e.getOriginalMessage() + ": " + text);
        }
        JsonNode name = message.path(kind);
        @Nullable Schema schema = name.isString() ? schemas.get(name.stringValue()) : null;
        if (schema == null) {
            return List.of("the document has no " + kind + " " + name + ": " + text);
        }
        List<String> found = new ArrayList<>();
        schema.validate(message).forEach(error -> found.add(requireNonNull(error.toString()) + ": " + text));
        return found;
    }
}
