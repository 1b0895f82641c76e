package dev.rallycast.testkit;

/** What a host does otherwise than a {@link TransportContract} says; {@code docs/hosting.md} tells what it means. */
public enum TransportDeviation {
    /** Frames that a client did not mask are taken as if they were masked, against RFC 6455, section 5.1. */
    UNMASKED_FRAMES_ARE_TAKEN,
    /** A frame that the host does not even begin to take is closed with 1011, a failure of the server, and not with 1009. */
    LARGE_FRAMES_ARE_CLOSED_WITH_1011
}
