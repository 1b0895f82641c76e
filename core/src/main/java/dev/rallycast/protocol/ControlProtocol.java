package dev.rallycast.protocol;

import java.util.List;
import java.util.Optional;

/**
 * Reads commands and writes frames in one encoding of the wire protocol ({@code docs/protocol.md}). Thread-safe and
 * without state.
 */
public interface ControlProtocol {
    /** The WebSocket subprotocol of this encoding. */
    String subprotocol();

    /**
     * Reads one command.
     *
     * @throws ProtocolException if the text is not a command, with the code that the client is to be told
     */
    Command decode(String text);

    /** Writes one frame. */
    WireMessage encode(Frame frame);

    /**
     * The WebSocket subprotocol of the same encoding where a message may also be a batch: what {@link #batch} makes of several.
     * Empty if the encoding has no batches.
     */
    default Optional<String> batchSubprotocol() {
        return Optional.empty();
    }

    /**
     * Several messages as one, in their order.
     *
     * @param messages two or more that {@link #encode} made
     * @throws UnsupportedOperationException if the encoding has no batches
     */
    default WireMessage batch(List<WireMessage> messages) {
        throw new UnsupportedOperationException(subprotocol() + " has no batches");
    }
}
