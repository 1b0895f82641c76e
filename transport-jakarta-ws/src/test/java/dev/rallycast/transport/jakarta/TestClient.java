package dev.rallycast.transport.jakarta;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client that writes down what it gets. */
final class TestClient implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
    /** Code and reason of the close frame, or code 1006 if there was none. */
    final CompletableFuture<String> closed = new CompletableFuture<>();

    final WebSocket socket;
    private final StringBuilder partial = new StringBuilder();

    private TestClient(WebSocket.Builder builder, URI uri) throws Exception {
        socket = builder.buildAsync(uri, this).get(60, SECONDS);
    }

    static TestClient connect(URI uri) throws Exception {
        return new TestClient(HttpClient.newHttpClient().newWebSocketBuilder(), uri);
    }

    static TestClient connectWithSubprotocols(URI uri, String first, String... others) throws Exception {
        return new TestClient(HttpClient.newHttpClient().newWebSocketBuilder().subprotocols(first, others), uri);
    }

    String closed() throws ExecutionException, InterruptedException, TimeoutException {
        return closed.get(60, SECONDS);
    }

    void send(String text) throws Exception {
        var unused = socket.sendText(text, true).get(60, SECONDS);
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
