package dev.rallycast.examples.hosting.tomcat;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.startup.Tomcat;

class TomcatTransportContractTest extends ConformingTransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        RallycastEndpoint endpoint = RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        Tomcat tomcat = TomcatExample.server(endpoint, 0);
        Context context = (Context) tomcat.getHost().findChildren()[0];
        context.getPipeline().addValve(new BasicAuthenticator());
        context.setPreemptiveAuthentication(true);
        tomcat.addUser(settings.containerUser(), settings.containerPassword());
        TomcatExample server = TomcatExample.start(tomcat);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(
                        TransportDeviation.EMPTY_PATH_PARAMETERS_ARE_PASSED_ON,
                        TransportDeviation.DOUBLE_SLASHES_ARE_PASSED_ON,
                        TransportDeviation.CLOSES_WHILE_SENDING_MAY_JUST_END);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }
}
