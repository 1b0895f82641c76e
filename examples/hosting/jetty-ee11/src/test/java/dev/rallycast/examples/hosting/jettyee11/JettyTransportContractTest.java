package dev.rallycast.examples.hosting.jettyee11;

import dev.rallycast.testkit.TransportContract;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.transport.jakarta.RallycastEndpoint;

class JettyTransportContractTest extends TransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        RallycastEndpoint endpoint = RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        JettyExample server = JettyExample.start(endpoint, 0);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }
}
