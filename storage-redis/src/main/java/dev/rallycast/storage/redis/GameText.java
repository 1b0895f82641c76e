package dev.rallycast.storage.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.model.Game;
import dev.rallycast.model.ReplayException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A game's metadata as one JSON object, with the names of the recording format's header. */
final class GameText {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // So that unpaired surrogates come back, which UTF-8 doesn't have.
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private GameText() {}

    static byte[] encode(Game game) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("id", game.id()).put("sport", game.sport());
        ArrayNode players = json.putArray("players");
        game.players().forEach(players::add);
        put(json, "mode", game.mode());
        put(json, "event", game.event());
        put(json, "surface", game.surface());
        put(json, "format", game.format());
        Instant start = game.scheduledStart();
        put(json, "scheduledStart", start == null ? null : start.toString());
        ObjectNode details = json.putObject("details");
        // Sorted, so that the same game always gives the same text.
        new TreeMap<>(game.details()).forEach(details::put);
        try {
            return MAPPER.writeValueAsString(json).getBytes(StandardCharsets.US_ASCII);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings can always be written", e);
        }
    }

    /**
     * The game that a text describes.
     *
     * @throws IOException if it is none
     */
    static Game decode(byte[] text) throws IOException {
        try {
            JsonNode json = MAPPER.readTree(text);
            if (!json.isObject()) {
                throw new IOException("it is not a JSON object");
            }
            String start = optional(json, "scheduledStart");
            return Game.builder(required(json, "id"), required(json, "sport"))
                    .players(players(json))
                    .mode(optional(json, "mode"))
                    .event(optional(json, "event"))
                    .surface(optional(json, "surface"))
                    .format(optional(json, "format"))
                    .scheduledStart(start == null ? null : Instant.parse(start))
                    .details(details(json))
                    .build();
        } catch (DateTimeException | ReplayException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static List<String> players(JsonNode json) throws IOException {
        List<String> players = new ArrayList<>();
        for (JsonNode player : json.path("players")) {
            players.add(text(player, "players"));
        }
        return players;
    }

    private static Map<String, String> details(JsonNode json) throws IOException {
        Map<String, String> details = new HashMap<>();
        for (Map.Entry<String, JsonNode> detail : json.path("details").properties()) {
            details.put(detail.getKey(), text(detail.getValue(), "details"));
        }
        return details;
    }

    private static String required(JsonNode json, String name) throws IOException {
        return text(json.path(name), name);
    }

    private static @Nullable String optional(JsonNode json, String name) throws IOException {
        JsonNode value = json.path(name);
        return value.isMissingNode() || value.isNull() ? null : text(value, name);
    }

    private static String text(JsonNode value, String name) throws IOException {
        if (!value.isTextual()) {
            throw new IOException("\"" + name + "\" is not text");
        }
        return value.textValue();
    }
}
