package dev.rallycast.testkit.conformance;

import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.testkit.TransportContract;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of transports, with every message of the engine held against {@code docs/asyncapi.json}. */
@ExtendWith(ConformanceExtension.class)
public abstract class ConformingTransportContract extends TransportContract {
    @Override
    protected ControlProtocol protocol() {
        return new ConformingProtocol();
    }
}
