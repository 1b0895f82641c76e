package dev.rallycast.auth;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.User;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import java.util.Locale;
import java.util.Optional;

/** Ready authenticators. */
public final class Authenticators {
    private static final String BEARER = "bearer ";

    private Authenticators() {}

    /** Tells whose a token is. */
    @FunctionalInterface
    public interface TokenVerifier {
        /**
         * The one to whom a token was given.
         *
         * @throws AuthenticationException if the token is not valid
         * @throws Exception if that can't be told now
         */
        Identity verify(String token) throws Exception;
    }

    /**
     * A bearer token (RFC 6750): from the header {@code Authorization}, otherwise, since pages can set no headers for a
     * WebSocket, from the query parameter {@code access_token}. Addresses end up in the logs of proxies: a page had better
     * bring a short-lived {@linkplain SignedTickets ticket}.
     */
    public static Authenticator bearer(TokenVerifier verifier) {
        requireNonNull(verifier, "verifier");
        return handshake -> {
            Optional<String> token = handshake.header("Authorization").flatMap(Authenticators::token);
            return verifier.verify(token.or(() -> handshake.parameter("access_token"))
                    .orElseThrow(() -> AuthenticationException.unknown("a bearer token is missing")));
        };
    }

    /** Whom the container has authenticated; nobody else is let in. */
    public static Authenticator containerPrincipal() {
        return handshake -> {
            if (handshake.principal() == null || handshake.principal().getName().isEmpty()) {
                throw AuthenticationException.unknown("the connection is not authenticated");
            }
            return Identity.of(User.named(handshake.principal().getName()));
        };
    }

    /**
     * Lets everybody in, as an anonymous user. For public streams, behind something else that authenticates, and for
     * development.
     */
    public static Authenticator allowEveryoneWithoutAuthentication() {
        return Authenticators::anonymous;
    }

    private static Identity anonymous(Handshake handshake) {
        return Identity.of(User.anonymous(handshake.connectionId()));
    }

    private static Optional<String> token(String authorization) {
        boolean bearer = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
        return bearer ? Optional.of(authorization.substring(BEARER.length()).strip()) : Optional.empty();
    }
}
