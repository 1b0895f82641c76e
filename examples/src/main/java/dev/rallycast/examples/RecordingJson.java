package dev.rallycast.examples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.MatchTime;
import dev.rallycast.storage.file.Problem;
import dev.rallycast.storage.file.RecordingInfo;
import dev.rallycast.storage.file.Verification;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** What was found, for programs: one JSON object a line. */
final class RecordingJson {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private RecordingJson() {}

    static String of(RecordingInfo info) {
        Game game = info.game();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("file", info.file().toString());
        json.put("id", game.id());
        json.put("sport", game.sport());
        ArrayNode players = json.putArray("players");
        game.players().forEach(players::add);
        json.put("mode", game.mode());
        json.put("event", game.event());
        json.put("surface", game.surface());
        json.put("format", game.format());
        json.put("scheduledStart", game.scheduledStart() == null ? null : String.valueOf(game.scheduledStart()));
        json.put("incarnation", info.incarnation());
        json.put("form", info.form().name().toLowerCase(Locale.ROOT));
        json.put("checksummed", info.checksummed());
        json.put("fileBytes", info.fileBytes());
        json.put("textBytes", info.textBytes());
        json.put("events", info.events());
        json.put("ended", info.ended());
        json.put("duration", seconds(info.durationNanos()));
        json.put("tornBytes", info.tornBytes());
        json.put("problems", info.problems());
        json.put("index", info.index().name().toLowerCase(Locale.ROOT));
        return line(json);
    }

    static String of(Verification found) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("file", found.file().toString());
        json.put("clean", found.isClean());
        json.put("checksummed", found.checksummed());
        json.put("bytes", found.bytes());
        json.put("events", found.events());
        json.put("missingEvents", found.missingEvents());
        json.put("ended", found.ended());
        json.put("duration", seconds(found.durationNanos()));
        json.put("tornBytes", found.tornBytes());
        json.put("problemCount", found.problemCount());
        list(json.putArray("problems"), found.problems());
        json.put("noteCount", found.noteCount());
        list(json.putArray("notes"), found.notes());
        return line(json);
    }

    /** An event as a line of a recording, with the time that counts. */
    static String of(GameEvent event) {
        StringBuilder line = new StringBuilder("{\"t\":").append(MatchTime.seconds(event.timeNanos()));
        line.append(",\"kind\":").append(text(event.kind()));
        if (event.mark() != null) {
            line.append(",\"mark\":").append(text(event.mark()));
        }
        return line.append(",\"data\":")
                .append(event.data().json())
                .append("}\n")
                .toString();
    }

    /** The end mark as a line of a recording. */
    static String end(long events) {
        return "{\"end\":true,\"events\":" + events + "}\n";
    }

    private static void list(ArrayNode array, List<Problem> problems) {
        for (Problem problem : problems) {
            array.addObject()
                    .put("line", problem.line())
                    .put("byte", problem.offset())
                    .put("message", problem.message());
        }
    }

    private static BigDecimal seconds(long nanos) {
        return new BigDecimal(MatchTime.seconds(nanos));
    }

    private static String line(ObjectNode json) {
        return json + "\n";
    }

    private static String text(String value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a string is always JSON", e);
        }
    }
}
