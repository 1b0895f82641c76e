package dev.rallycast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rallycast.model.User;
import dev.rallycast.protocol.ErrorCode;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorsTest {
    private static final Authenticator BEARER = Authenticators.bearer(token -> Identity.of(User.named("of " + token)));

    private static Handshake handshake(
            Map<String, List<String>> headers, Map<String, List<String>> parameters, @Nullable Principal principal) {
        return new Handshake("c1", URI.create("/stream"), parameters, headers, principal, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer t0ken", "bearer t0ken", "BEARER  t0ken "})
    void aBearerTokenComesInTheHeader(String value) throws Exception {
        Handshake handshake = handshake(Map.of("authorization", List.of(value)), Map.of(), null);
        assertThat(BEARER.authenticate(handshake).user()).isEqualTo(User.named("of t0ken"));
    }

    @Test
    void aBearerTokenOfAPageComesInTheQuery() throws Exception {
        Handshake handshake = handshake(Map.of(), Map.of("access_token", List.of("t0ken")), null);
        assertThat(BEARER.authenticate(handshake).user()).isEqualTo(User.named("of t0ken"));
    }

    @Test
    void anotherSchemeIsNoBearerToken() {
        Handshake handshake = handshake(Map.of("Authorization", List.of("Basic dDBrZW4=")), Map.of(), null);
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> BEARER.authenticate(handshake))
                .withMessage("a bearer token is missing")
                .extracting(AuthenticationException::code)
                .isEqualTo(ErrorCode.UNAUTHENTICATED);
    }

    @Test
    void theContainersPrincipalIsTheUser() throws Exception {
        Authenticator principal = Authenticators.containerPrincipal();
        assertThat(principal
                        .authenticate(handshake(Map.of(), Map.of(), () -> "ann"))
                        .user())
                .isEqualTo(User.named("ann"));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> principal.authenticate(handshake(Map.of(), Map.of(), null)));
        assertThatExceptionOfType(AuthenticationException.class)
                .isThrownBy(() -> principal.authenticate(handshake(Map.of(), Map.of(), () -> "")));
    }

    @Test
    void everyoneIsSomebodyElseIfNobodyIsAsked() throws Exception {
        Identity identity =
                Authenticators.allowEveryoneWithoutAuthentication().authenticate(handshake(Map.of(), Map.of(), null));
        assertThat(identity).isEqualTo(Identity.of(User.anonymous("c1")));
    }

    @Test
    void aHandshakeDoesNotTellItsSecrets() {
        Handshake handshake =
                handshake(Map.of("Authorization", List.of("Bearer t0ken")), Map.of("ticket", List.of("v1.x")), null);
        assertThat(handshake).hasToString("handshake of connection c1");
    }
}
