package dev.rallycast.testkit;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A well-behaved client, the JDK's, that writes down what it gets. */
final class PlainClient implements WebSocket.Listener {
    private static final int DEADLINE_SECONDS = 30;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    /** Code and reason of the close frame, or code 1006 if there was none. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();

    private PlainClient(WebSocket.Builder builder, URI uri) throws Exception {
        socket = builder.buildAsync(uri, this).get(DEADLINE_SECONDS, SECONDS);
    }

    static PlainClient connect(URI uri) throws Exception {
        return new PlainClient(HTTP.newWebSocketBuilder(), uri);
    }

    static PlainClient connectWithSubprotocols(URI uri, String first, String... others) throws Exception {
        return new PlainClient(HTTP.newWebSocketBuilder().subprotocols(first, others), uri);
    }

    static PlainClient connectFromPage(URI uri, String origin) throws Exception {
        return new PlainClient(HTTP.newWebSocketBuilder().header("Origin", origin), uri);
    }

    /** Waits for the end; code and reason. */
    String closed() throws Exception {
        return closed.get(DEADLINE_SECONDS, SECONDS);
    }

    void send(String text) throws Exception {
        var unused = socket.sendText(text, true).get(DEADLINE_SECONDS, SECONDS);
    }

    void sendBinary(ByteBuffer bytes) throws Exception {
        var unused = socket.sendBinary(bytes, true).get(DEADLINE_SECONDS, SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            texts.add(partial.toString());
            partial.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.complete("1006 " + error);
    }
}
