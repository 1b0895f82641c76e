package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.model.User;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What the endpoint that a {@link TransportContract} tests is made of. Thread-safe. */
public final class TransportSettings {
    static final String ALLOWED_ORIGIN = "https://example.com";
    static final String CONTAINER_USER = "ann";
    static final String CONTAINER_PASSWORD = "secret";
    /** The header of {@link #CONTAINER_USER}, RFC 7617. */
    static final String CREDENTIALS = "Authorization: Basic "
            + Base64.getEncoder().encodeToString((CONTAINER_USER + ":" + CONTAINER_PASSWORD).getBytes(UTF_8));

    final BlockingQueue<Handshake> requests = new LinkedBlockingQueue<>();
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
     * The one user whom the container knows: whoever sends the name and {@link #containerPassword()} as RFC 7617 says is this
     * principal, and everybody else none.
     */
    public String containerUser() {
        return CONTAINER_USER;
    }

    /** The password of {@link #containerUser()}. */
    public String containerPassword() {
        return CONTAINER_PASSWORD;
    }

    /** Who it is that connects: the container's principal, or else the query parameter {@code user}. */
    public Authenticator authenticator() {
        return handshake -> {
            requests.add(handshake);
            if (handshake.principal() != null
                    || handshake.parameter("by").orElse("").equals("container")) {
                return Authenticators.containerPrincipal().authenticate(handshake);
            }
            String name = handshake.parameter("user").orElse("");
            return switch (name) {
                case "" -> Identity.of(User.anonymous(handshake.connectionId()));
                case "nobody" -> throw AuthenticationException.unknown("there is no such user");
                case "broken" -> throw new IllegalStateException("the users can't be asked");
                default -> Identity.of(User.named(name));
            };
        };
    }
}
