package dev.rallycast.protocol;

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
}
