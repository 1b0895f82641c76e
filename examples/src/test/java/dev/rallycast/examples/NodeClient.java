package dev.rallycast.examples;

import static java.util.Objects.requireNonNull;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.testkit.conformance.Conformance;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A client that comes back on another node, as {@code docs/protocol.md} says, and checks every frame: within an epoch events have
 * no gap and no duplicate, over all its connections. What was not so is in {@link #broken()}.
 */
final class NodeClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String user;
    private final JsonNode wish;
    private final List<String> broken = new ArrayList<>();
    private final Map<String, JsonNode> replies = new TreeMap<>();
    /** The events of the epoch, as far as they were told one by one. */
    private final Map<Long, JsonNode> events = new TreeMap<>();
    /** Why what was resumed was not recovered. */
    private final List<String> lost = new ArrayList<>();

    private int commands;
    private long count;
    private int recoveries;
    private String playback = "";
    private String server = "";
    private boolean waitsForSnapshot;
    private long epoch = -1;
    private long index = -1;
    private long newest = -1;
    private JsonNode state = MissingNode.getInstance();
    private boolean draining;
    private @Nullable Node node;
    private @Nullable Line line;

    /**
     * Connects to nothing yet.
     *
     * @param wish what {@code start} is sent with
     */
    NodeClient(String user, String wish) throws JsonProcessingException {
        this.user = user;
        this.wish = JSON.readTree(wish);
    }

    /** Comes to a node for the first time, or comes back to it from another one. */
    NodeClient join(Node to) {
        Waiting.until(user + " is let in by node " + to.name(), () -> {
            JsonNode reply = attempt(to);
            boolean started = reply.path("type").asText().equals("started");
            assertThat(started || reply.path("retry").asBoolean())
                    .as("%s at node %s: %s", user, to.name(), reply)
                    .isTrue();
            return started;
        });
        return this;
    }

    /** Asks a node to be let in, and returns what it says. */
    JsonNode attempt(Node to) throws Exception {
        drop();
        Line fresh = new Line();
        ObjectNode start = wish.deepCopy();
        String id = "start-" + user + "-" + ++commands;
        synchronized (this) {
            line = fresh;
            node = to;
            draining = false;
            if (epoch >= 0) {
                start.putObject("resume")
                        .put("playback", playback)
                        .put("epoch", epoch)
                        .put("index", index);
            }
        }
        fresh.socket = HTTP.newWebSocketBuilder()
                .subprotocols("rallycast.v1.json")
                .buildAsync(to.stream(user), fresh)
                .get(Waiting.LIMIT.toSeconds(), SECONDS);
        send(start.put("action", "start").put("id", id));
        return reply(id);
    }

    /** Loses its connection. */
    void drop() {
        Line old = line;
        synchronized (this) {
            line = null;
        }
        if (old != null && old.socket != null) {
            old.socket.abort();
        }
    }

    /** Waits until the server has gone; returns the code of its close frame, or 1006. */
    int closeCode() throws Exception {
        return requireNonNull(line).closed.get(Waiting.LIMIT.toSeconds(), SECONDS);
    }

    /** Sends a command, and returns its id. */
    String order(String action, Object... fields) throws Exception {
        ObjectNode command = JSON.createObjectNode().put("action", action);
        for (int i = 0; i < fields.length; i += 2) {
            command.set((String) fields[i], JSON.valueToTree(fields[i + 1]));
        }
        String id = action + "-" + user + "-" + ++commands;
        send(command.put("id", id));
        return id;
    }

    /** Sends a command, and waits for the answer. */
    JsonNode ask(String action, Object... fields) throws Exception {
        return reply(order(action, fields));
    }

    /** Waits for the answer to a command. */
    JsonNode reply(String id) {
        await("an answer to " + id, client -> client.replies.containsKey(id));
        synchronized (this) {
            return requireNonNull(replies.get(id));
        }
    }

    private void send(JsonNode command) throws Exception {
        var unused = requireNonNull(requireNonNull(line).socket)
                .sendText(command.toString(), true)
                .get(Waiting.LIMIT.toSeconds(), SECONDS);
    }

    /** Waits until something is true of what it was told. */
    void await(String what, Predicate<NodeClient> condition) {
        try {
            Waiting.until(user + ": " + what, () -> {
                synchronized (this) {
                    return condition.test(this);
                }
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(e.getMessage() + " " + this, e);
        }
    }

    /** Waits for so many more events. */
    void awaitEvents(long more) {
        long until = count() + more;
        await(more + " more events", client -> client.count >= until);
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    /** Why it was not recovered when it came back, for each time since this was asked last. */
    synchronized List<String> takeLost() {
        List<String> taken = List.copyOf(lost);
        lost.clear();
        return taken;
    }

    synchronized long count() {
        return count;
    }

    synchronized int recoveries() {
        return recoveries;
    }

    synchronized String playback() {
        return playback;
    }

    /** What the server says that it is called. */
    synchronized String server() {
        return server;
    }

    /** Where it is connected. */
    Node node() {
        return requireNonNull(node);
    }

    synchronized boolean draining() {
        return draining;
    }

    synchronized long epoch() {
        return epoch;
    }

    synchronized long index() {
        return index;
    }

    /** The highest revision that it was told. */
    synchronized long revision() {
        return newest;
    }

    /** A field of the newest state. */
    synchronized String state(String field) {
        return state.path(field).asText();
    }

    /** What all who share a playback are told alike. */
    synchronized List<String> agreed() {
        return List.of(playback, state("revision"), state("epoch"), state("status"), state("speed"), state("by"));
    }

    synchronized Map<Long, JsonNode> events() {
        return Map.copyOf(events);
    }

    @Override
    public synchronized String toString() {
        return user + " at " + server + ", epoch " + epoch + ", index " + index + ", " + count + " events, " + state
                + ", not recovered: " + lost + ", broken: " + broken;
    }

    private synchronized void frame(Line from, JsonNode frame) {
        if (from != line) {
            return;
        }
        String id = frame.path("id").asText();
        if (!id.isEmpty()) {
            replies.put(id, frame);
        }
        switch (frame.path("type").asText()) {
            case "hello" -> server = frame.path("server").asText();
            case "started" -> started(frame);
            case "snapshot" -> snapshot(frame);
            case "event" -> event(frame);
            case "state" -> state(frame, true);
            case "ok", "error", "heartbeat" -> state(frame.path("state"), false);
            case "draining" -> draining = true;
            case "stopped" -> broken.add("stopped: " + frame);
            default -> {}
        }
    }

    private void started(JsonNode frame) {
        String now = frame.path("playback").asText();
        if (!now.equals(playback)) {
            playback = now;
            epoch = -1;
            index = -1;
            newest = -1;
        }
        if (frame.path("recovered").asBoolean()) {
            recoveries++;
        } else {
            waitsForSnapshot = true;
            if (frame.has("why")) {
                lost.add(frame.path("why").asText());
            }
        }
        state = MissingNode.getInstance();
        state(frame.path("state"), false);
    }

    private void snapshot(JsonNode frame) {
        long to = frame.path("epoch").asLong();
        if (to < epoch) {
            // Of a node that has not heard of a seek yet: dropped.
            return;
        }
        if (to == epoch && !waitsForSnapshot) {
            broken.add("a snapshot within epoch " + epoch + " behind event " + index + ": " + frame.path("index"));
        }
        waitsForSnapshot = false;
        epoch = to;
        index = frame.path("index").asLong();
        events.clear();
    }

    private void event(JsonNode frame) {
        long of = frame.path("epoch").asLong();
        long at = frame.path("index").asLong();
        if (of < epoch) {
            return;
        }
        if (of > epoch || waitsForSnapshot) {
            broken.add("event " + at + " of epoch " + of + " before its snapshot");
        } else if (at != index + 1) {
            broken.add("event " + at + " after " + index + " in epoch " + epoch);
        } else if (frame.path("data").path("n").asLong(-1) != at) {
            broken.add("event " + at + " is not what was recorded: " + frame);
        }
        index = at;
        events.put(at, frame);
        count++;
    }

    private void state(JsonNode told, boolean broadcast) {
        if (!told.has("revision")) {
            return;
        }
        long revision = told.path("revision").asLong();
        long before = state.path("revision").asLong(-1);
        if (broadcast && revision < before) {
            broken.add("revision " + revision + " after " + before);
        }
        if (revision >= before) {
            state = told;
        }
        newest = Math.max(newest, revision);
    }

    /** One connection. */
    private final class Line implements WebSocket.Listener {
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private volatile @Nullable WebSocket socket;

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                try {
                    Conformance.frame(partial.toString());
                    frame(this, JSON.readTree(partial.toString()));
                } catch (JsonProcessingException e) {
                    throw new UncheckedIOException(e);
                }
                partial.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            closed.complete(1006);
        }
    }
}
