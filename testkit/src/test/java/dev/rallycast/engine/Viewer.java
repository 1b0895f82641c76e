package dev.rallycast.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.testkit.FakeClient;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A client whose frames read as short lines. A line begins with the seconds on the clock when the frame came; then
 *
 * <pre>
 * event 0/7 @12.5                              epoch 0, index 7, at match time 12.5 s
 * state r3 paused 0/7 @12.75 x2 pause by ann   revision 3, status, epoch/index, match time, speed, cause
 * snapshot 1/4 @9 recent 0..4                  with the events 0 to 4
 * started playing 0/-1 @0 x1                   with its state
 * ok superseded, STALE_REVISION, stopped kill
 * </pre>
 *
 * <p>{@code hello}, {@code timeline}, {@code heartbeat} and plain {@code ok} are left out.
 */
final class Viewer {
    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeClient client;
    private final String user;
    private final List<Long> arrivals;
    private int read;

    Viewer(String user, FakeClient client, List<Long> arrivals) {
        this.user = user;
        this.client = client;
        this.arrivals = arrivals;
    }

    String user() {
        return user;
    }

    static Map<String, Object> index(long index) {
        return Map.of("index", index);
    }

    static Map<String, Object> time(double seconds) {
        return Map.of("time", BigDecimal.valueOf(seconds));
    }

    static Map<String, Object> by(double seconds) {
        return Map.of("by", BigDecimal.valueOf(seconds));
    }

    static Map<String, Object> percent(double percent) {
        return Map.of("percent", BigDecimal.valueOf(percent));
    }

    static Map<String, Object> marker(String mark, int offset) {
        return Map.of("marker", mark, "offset", offset);
    }

    /** Sends {@code start} and returns the reply. */
    JsonNode start(String mode, @Nullable Object... options) {
        return client.request(
                "start",
                Stream.concat(Stream.of("game_id", Stage.GAME, "mode", mode), Stream.of(options))
                        .toArray());
    }

    /** Sends a command and returns the reply. */
    JsonNode ask(String action, @Nullable Object... fields) {
        return client.request(action, fields);
    }

    /** Sends a command, and leaves it at that. */
    void tell(String action, @Nullable Object... fields) {
        client.command(action, fields);
    }

    JsonNode pause() {
        return ask("pause");
    }

    JsonNode resume() {
        return ask("resume");
    }

    JsonNode speed(double speed) {
        return ask("speed", "speed", BigDecimal.valueOf(speed));
    }

    JsonNode scrub(Map<String, Object> to) {
        return ask("scrub", "to", to);
    }

    JsonNode live() {
        return ask("live");
    }

    JsonNode step(int count) {
        return ask("step", "count", count);
    }

    /** What the client would be told now, as a line without the time on the clock. */
    String status() {
        int before = client.frames().size();
        JsonNode state = client.request("status").path("state");
        if (read == before) {
            read = client.frames().size();
        }
        return state(state);
    }

    /** Everything since the last call. */
    List<String> news() {
        List<JsonNode> frames = client.frames();
        List<String> lines = new ArrayList<>();
        for (; read < frames.size(); read++) {
            String line = line(frames.get(read));
            if (line != null) {
                lines.add(seconds(arrivals.get(read)) + " " + line);
            }
        }
        return lines;
    }

    /** The events since the last call, as {@code "2.5 7"}: event 7 came at 2.5 s on the clock. Drops all else. */
    List<String> events() {
        return news().stream()
                .filter(line -> line.contains(" event "))
                .map(line -> line.replaceAll(" event \\d+/(\\d+) .*", " $1"))
                .toList();
    }

    static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, 9).stripTrailingZeros().toPlainString();
    }

    private static @Nullable String line(JsonNode frame) {
        String type = frame.path("type").asText();
        return switch (type) {
            case "hello", "timeline", "heartbeat" -> null;
            case "ok" -> frame.path("superseded").asBoolean() ? "ok superseded" : null;
            case "event" -> "event " + place(frame);
            case "state" -> "state r" + frame.path("revision").asLong() + " " + state(frame) + cause(frame);
            case "snapshot" -> "snapshot " + place(frame) + recent(frame.path("recent"));
            case "started" -> "started " + state(frame.path("state"));
            case "error" -> frame.path("code").asText();
            case "stopped" -> "stopped " + frame.path("reason").asText();
            default -> type;
        };
    }

    private static String place(JsonNode frame) {
        return frame.path("epoch").asLong() + "/" + frame.path("index").asLong() + " @" + decimal(frame.path("time"));
    }

    private static String state(JsonNode state) {
        return state.path("status").asText() + " " + place(state) + " x" + decimal(state.path("speed"));
    }

    private static String cause(JsonNode state) {
        return " " + state.path("cause").asText()
                + (state.path("by").isNull() ? "" : " by " + state.path("by").asText());
    }

    private static String recent(JsonNode events) {
        return events.isEmpty()
                ? ""
                : " recent " + events.get(0).path("index").asLong() + ".."
                        + events.get(events.size() - 1).path("index").asLong();
    }

    private static String decimal(JsonNode number) {
        try {
            return new BigDecimal(JSON.writeValueAsString(number))
                    .stripTrailingZeros()
                    .toPlainString();
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
