package dev.rallycast.examples.hosting.jettyee10;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.util.Set;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.security.ConstraintSecurityHandler;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.SecurityHandler;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.security.authentication.BasicAuthenticator;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.security.Credential;

class JettyTransportContractTest extends ConformingTransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        RallycastEndpoint endpoint = RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        Server jetty = JettyExample.server(endpoint, 0);
        ((ServletContextHandler) jetty.getHandler()).setSecurityHandler(basicAuthentication(settings));
        JettyExample server = JettyExample.start(jetty);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(
                        TransportDeviation.ENCODED_LINE_FEEDS_ARE_REFUSED,
                        TransportDeviation.CLOSES_WITHOUT_CODE_ARE_ANSWERED_ALIKE,
                        TransportDeviation.A_STOP_MAY_SEND_NO_CLOSE_FRAMES);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }

    private static SecurityHandler basicAuthentication(TransportSettings settings) {
        UserStore users = new UserStore();
        users.addUser(settings.containerUser(), Credential.getCredential(settings.containerPassword()), new String[0]);
        HashLoginService login = new HashLoginService("test");
        login.setUserStore(users);
        ConstraintSecurityHandler security = new ConstraintSecurityHandler();
        security.setAuthenticator(new BasicAuthenticator());
        security.setLoginService(login);
        return security;
    }
}
