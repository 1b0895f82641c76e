package dev.rallycast.examples.hosting.undertow;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.LoginConfig;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

class UndertowTransportContractTest extends ConformingTransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        RallycastEndpoint endpoint = RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        DeploymentInfo application = UndertowExample.application(endpoint)
                .setLoginConfig(new LoginConfig("BASIC", "test"))
                .setIdentityManager(new OneUser(settings.containerUser(), settings.containerPassword()));
        UndertowExample server = UndertowExample.start(application, 0);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(
                        TransportDeviation.BROKEN_QUERIES_ARE_ANSWERED_WITH_400,
                        TransportDeviation.ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON,
                        TransportDeviation.EMPTY_PATH_PARAMETERS_ARE_PASSED_ON,
                        TransportDeviation.CROSSING_CLOSES_MAY_GO_UNANSWERED);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }

    /** The user whom the container knows. */
    private record OneUser(String name, String password) implements IdentityManager {
        @Override
        public Account verify(Account account) {
            return account;
        }

        @Override
        public @Nullable Account verify(String id, Credential credential) {
            boolean known = id.equals(name)
                    && credential instanceof PasswordCredential given
                    && new String(given.getPassword()).equals(password);
            return known ? new Known(() -> name) : null;
        }

        @Override
        public @Nullable Account verify(Credential credential) {
            return null;
        }
    }

    private record Known(Principal principal) implements Account {
        @Override
        public Principal getPrincipal() {
            return principal;
        }

        @Override
        public Set<String> getRoles() {
            return Set.of();
        }
    }
}
