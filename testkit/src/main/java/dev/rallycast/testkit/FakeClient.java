package dev.rallycast.testkit;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client without a network: it keeps every frame that it gets, and sends what it is told to. With a manager that runs on a
 * {@code VirtualClock} everything is done when a method returns.
 *
 * <pre>{@code
 * FakeClient ann = FakeClient.connect(manager.clients(), "ann");
 * ann.request("start", "game_id", "m1", "mode", "pvai");
 * clock.advance(Duration.ofSeconds(3));
 * assertThat(ann.eventIndices()).containsExactly(0L, 1L, 2L);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class FakeClient implements ClientSession {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicLong IDS = new AtomicLong();

    private final String id = "fake-" + IDS.incrementAndGet();
    private final List<String> texts = new ArrayList<>();
    private final List<JsonNode> frames = new ArrayList<>();
    private @Nullable SessionHandler handler;
    private @Nullable SendCallback held;
    private @Nullable CloseCode closedWith;
    private long commands;
    private boolean open = true;
    private boolean reading = true;
    private boolean answersPings = true;
    private boolean batches;

    private FakeClient() {}

    /** Connects as a user whom the host knows. */
    public static FakeClient connect(ClientManager clients, String user) {
        return connect(clients, User.named(user));
    }

    /** Connects as a user whom the host knows, with a client that takes batches. */
    public static FakeClient connectForBatches(ClientManager clients, String user) {
        FakeClient client = new FakeClient();
        client.batches = true;
        client.handler = clients.connect(client, User.named(user));
        return client;
    }

    /** Connects as a user. */
    public static FakeClient connect(ClientManager clients, User user) {
        FakeClient client = new FakeClient();
        client.handler = clients.connect(client, user);
        return client;
    }

    /** Connects as whoever an authenticator says; {@code parameters} are those of the query string. */
    public static FakeClient connect(
            ClientManager clients, Authenticator authenticator, Map<String, String> parameters) {
        return connect(clients, authenticator, parameters, Map.of());
    }

    /** As {@link #connect(ClientManager, Authenticator, Map)}, with these headers of the HTTP request. */
    public static FakeClient connect(
            ClientManager clients,
            Authenticator authenticator,
            Map<String, String> parameters,
            Map<String, List<String>> headers) {
        FakeClient client = new FakeClient();
        Map<String, List<String>> query = new TreeMap<>();
        parameters.forEach((name, value) -> query.put(name, List.of(value)));
        Handshake handshake = new Handshake(client.id, URI.create("/stream"), query, headers, null, null);
        client.handler = clients.connect(client, handshake, authenticator);
        return client;
    }

    /** Sends a message as it is. */
    public void send(String text) {
        handler().onText(text);
    }

    /**
     * Sends a command and returns the reply.
     *
     * @param fields names and values in turn; a value may be a string, number, boolean, null or {@link JsonNode}
     * @throws AssertionError if there is no reply when everything that the command causes is done
     */
    public JsonNode request(String action, @Nullable Object... fields) {
        String commandId = command(action, fields);
        JsonNode reply = reply(commandId);
        if (reply == null) {
            throw new AssertionError("no reply to " + action + " " + List.of(fields) + "; got " + texts());
        }
        return reply;
    }

    /** Sends a command and returns its id, by which {@link #reply} finds the reply. */
    public String command(String action, @Nullable Object... fields) {
        ObjectNode command = JSON.createObjectNode().put("action", action);
        for (int i = 0; i < fields.length; i += 2) {
            command.set(String.valueOf(fields[i]), JSON.valueToTree(fields[i + 1]));
        }
        String commandId;
        synchronized (this) {
            commandId = "c" + ++commands;
        }
        send(command.put("id", commandId).toString());
        return commandId;
    }

    /** The reply to a command, or null if there is none yet. */
    public synchronized @Nullable JsonNode reply(String commandId) {
        for (JsonNode frame : frames) {
            if (commandId.equals(frame.path("id").asText(null))) {
                return frame;
            }
        }
        return null;
    }

    /** Every frame so far, in order. */
    public synchronized List<JsonNode> frames() {
        return List.copyOf(frames);
    }

    /** Every frame of a type so far, in order. */
    public List<JsonNode> frames(String type) {
        return frames().stream()
                .filter(frame -> type.equals(frame.path("type").asText()))
                .toList();
    }

    /** The last frame of a type. */
    public JsonNode last(String type) {
        List<JsonNode> found = frames(type);
        if (found.isEmpty()) {
            throw new AssertionError("no " + type + " frame; got " + texts());
        }
        return found.get(found.size() - 1);
    }

    /** The types of all frames so far, in order. */
    public List<String> types() {
        return frames().stream().map(frame -> frame.path("type").asText()).toList();
    }

    /** Every message so far as it was sent: a frame, or a batch of frames if the client takes those. */
    public synchronized List<String> texts() {
        return List.copyOf(texts);
    }

    /** The indices of the events so far, in order. */
    public List<Long> eventIndices() {
        return frames("event").stream()
                .map(frame -> frame.path("index").asLong())
                .toList();
    }

    /** Forgets the frames so far. */
    public synchronized void clear() {
        texts.clear();
        frames.clear();
    }

    /** Stops taking what is sent: the send in flight is not completed. */
    public synchronized void stopReading() {
        reading = false;
    }

    /** Takes again what is sent. */
    public void goOnReading() {
        SendCallback callback;
        synchronized (this) {
            reading = true;
            callback = held;
            held = null;
        }
        if (callback != null) {
            callback.onComplete(null);
        }
    }

    /** No longer answers pings. */
    public synchronized void ignorePings() {
        answersPings = false;
    }

    /** Closes the connection from this end. */
    public void disconnect() {
        synchronized (this) {
            open = false;
        }
        handler().onClosed();
    }

    /** Loses the connection without anybody being told. */
    public synchronized void vanish() {
        open = false;
        answersPings = false;
    }

    /** What the server closed the connection with, or null if it did not. */
    public synchronized @Nullable CloseCode closedWith() {
        return closedWith;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void send(WireMessage message, SendCallback callback) {
        synchronized (this) {
            if (held != null) {
                throw new IllegalStateException("a send is in flight already");
            }
            texts.add(message.text());
            JsonNode sent = parse(message.text());
            if (batches && sent.isArray()) {
                sent.forEach(frames::add);
            } else {
                frames.add(sent);
            }
            if (!reading) {
                held = callback;
                return;
            }
        }
        callback.onComplete(null);
    }

    @Override
    public boolean takesBatches() {
        return batches;
    }

    @Override
    public void ping() {
        boolean answer;
        synchronized (this) {
            answer = answersPings;
        }
        if (answer) {
            handler().onPong();
        }
    }

    @Override
    public void close(CloseCode code) {
        synchronized (this) {
            if (closedWith == null) {
                closedWith = code;
            }
            open = false;
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    private SessionHandler handler() {
        return requireNonNull(handler, "not connected yet");
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
