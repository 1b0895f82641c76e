package dev.rallycast.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rallycast.testkit.conformance.Conformance;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A client that collects frames, each held against the document of the protocol. */
final class TestSocket implements WebSocket.Listener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    TestSocket(URI uri) throws Exception {
        socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("rallycast.v1.json")
                .buildAsync(uri, this)
                .get(10, SECONDS);
    }

    void send(String text) throws Exception {
        var unused = socket.sendText(text, true).get(10, SECONDS);
    }

    /** The next frame of this type; those before it are passed over. */
    JsonNode next(String type) throws InterruptedException {
        while (true) {
            JsonNode frame = frames.poll(20, SECONDS);
            assertThat(frame).as("a frame of type %s", type).isNotNull();
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    /** The code that the server closes with. */
    int closeCode() throws Exception {
        return closed.get(20, SECONDS);
    }

    void abort() {
        socket.abort();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            try {
                Conformance.frame(partial.toString());
                frames.add(JSON.readTree(partial.toString()));
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
}
