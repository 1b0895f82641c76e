package dev.rallycast.testkit;

import java.util.Set;

/** A running server with the transport that a {@link TransportContract} tests. */
public interface TransportHarness {
    /** The port of the loopback interface that it listens at. */
    int port();

    /**
     * What it does otherwise than the contract says. Where a deviation is declared, the contract asserts the deviation, so
     * one that is gone fails its test.
     */
    default Set<TransportDeviation> deviations() {
        return Set.of();
    }

    /** Stops the server and everything that belongs to it. */
    void stop() throws Exception;
}
