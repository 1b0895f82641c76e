package dev.rallycast.testkit;

import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** What the endpoint that a {@link TransportContract} tests is made of. Thread-safe. */
public final class TransportSettings {
    static final String ALLOWED_ORIGIN = "https://example.com";

    /** A request for a connection, as the adapter tells it. */
    record Request(
            URI uri,
            Map<String, List<String>> parameters,
            @Nullable Principal principal) {}

    final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final ClientManager clients;

    TransportSettings(ClientManager clients) {
        this.clients = requireNonNull(clients, "clients");
    }

    /** Where connections go. */
    public ClientManager clients() {
        return clients;
    }

    /** The path of the endpoint; has one parameter in braces, as in the URI templates of Jakarta WebSocket. */
    public String path() {
        return "/rooms/{room}";
    }

    /** The one foreign origin whose pages may connect. */
    public String allowedOrigin() {
        return ALLOWED_ORIGIN;
    }

    /**
     * Who it is that connects: the container's principal, or else the query parameter {@code user}. To be called by the
     * adapter for each connection that asks to be opened.
     *
     * @param connectionId what {@code ClientSession.id()} is going to be
     * @param uri the URI of the request
     * @param parameters the parameters of the query, decoded
     * @param principal whom the container has authenticated, if anybody
     * @return the user, or null if the client is to be turned away with 4500 {@code UNAUTHENTICATED}
     * @throws IllegalArgumentException if it can't be told, for which the client is turned away, too
     */
    public @Nullable User user(
            String connectionId, URI uri, Map<String, List<String>> parameters, @Nullable Principal principal) {
        requests.add(new Request(uri, parameters, principal));
        if (principal != null) {
            return User.named(principal.getName());
        }
        String name = parameters.getOrDefault("user", List.of("")).get(0);
        return switch (name) {
            case "" -> User.anonymous(connectionId);
            case "nobody" -> null;
            case "broken" -> throw new IllegalArgumentException("no such token");
            default -> User.named(name);
        };
    }
}
