package dev.rallycast.examples.hosting.tyrus;

import dev.rallycast.testkit.TransportDeviation;
import dev.rallycast.testkit.TransportHarness;
import dev.rallycast.testkit.TransportSettings;
import dev.rallycast.testkit.conformance.ConformingTransportContract;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.util.Set;

class TyrusTransportContractTest extends ConformingTransportContract {
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
                        TransportDeviation.LARGE_FRAMES_ARE_CLOSED_WITH_1011,
                        TransportDeviation.PRINCIPALS_ARE_NOT_KNOWN,
                        TransportDeviation.BROKEN_QUERIES_ARE_OPENED_AND_DROPPED,
                        TransportDeviation.BROKEN_PATHS_FAIL,
                        TransportDeviation.ENCODED_DOTS_AND_ZEROS_ARE_PASSED_ON,
                        TransportDeviation.EMPTY_PATH_PARAMETERS_ARE_PASSED_ON,
                        TransportDeviation.A_STOP_MAY_SEND_NO_CLOSE_FRAMES);
            }

            @Override
            public void stop() throws Exception {
                server.stop();
            }
        };
    }
}
