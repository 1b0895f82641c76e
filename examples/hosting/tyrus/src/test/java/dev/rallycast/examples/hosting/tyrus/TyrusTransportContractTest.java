package dev.rallycast.examples.hosting.tyrus;

import dev.rallycast.testkit.TransportContract;
import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.util.Set;

class TyrusTransportContractTest extends TransportContract {
    @Override
    protected TransportHarness start(TransportSettings settings) throws Exception {
        RallycastEndpoint endpoint = RallycastEndpoint.builder(settings.clients(), settings.authenticator())
                .path(settings.path())
                .allowedOrigins(settings.allowedOrigin())
                .build();
        TyrusExample server = TyrusExample.start(endpoint, 0);
        return new TransportHarness() {
            @Override
            public int port() {
                return server.port();
            }

            @Override
            public Set<TransportDeviation> deviations() {
                return Set.of(
                        TransportDeviation.UNMASKED_FRAMES_ARE_TAKEN,
                        TransportDeviation.LARGE_FRAMES_ARE_CLOSED_WITH_1011);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }
}
