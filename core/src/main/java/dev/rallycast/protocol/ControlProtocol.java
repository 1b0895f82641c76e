package dev.rallycast.protocol;

import java.util.List;
import java.util.Optional;

/**
 * Reads commands and writes frames in one encoding of the wire protocol ({@code docs/protocol.md}). Thread-safe and
 * without state.
 */
public interface ControlProtocol {
    /** What the subprotocols of every version and encoding begin with. */
    String FAMILY = "rallycast.";

    /** The WebSocket subprotocol of this encoding. */
    String subprotocol();

    /**
     * Whether a client that asks for these subprotocols can't be served: it asks for some of {@link #FAMILY}, and for none
     * that this is. Who asks for no subprotocol at all, or for foreign ones only, is served all the same.
     *
     * @param requested the subprotocols that the client asked for in its handshake, in any order
     */
    default boolean isUnsupported(List<String> requested) {
        return requested.stream().anyMatch(name -> name.startsWith(FAMILY))
                && requested.stream()
                        .noneMatch(name -> name.equals(subprotocol())
                                || name.equals(batchSubprotocol().orElse(null)));
    }

    /**
     * The subprotocol with which a server answers: the first that is spoken here, or none. A client that is going to be
     * closed as unsupported, see {@link #isUnsupported}, is given what it asked for: a browser that gets none of its
     * subprotocols ends the connection itself, and its page never sees the code.
     *
     * @param requested the subprotocols that the client asked for in its handshake, in its order of preference
     */
    default Optional<String> selectSubprotocol(List<String> requested) {
        boolean unsupported = isUnsupported(requested);
        return requested.stream()
                .filter(name -> unsupported
                        ? name.startsWith(FAMILY)
                        : name.equals(subprotocol())
                                || name.equals(batchSubprotocol().orElse(null)))
                .findFirst();
    }

    /**
     * Reads one command.
     *
     * @param maxDepth how deep it may be nested, as {@link Limits#maxDepth()}
     * @throws ProtocolException if the text is not a command, with the code that the client is to be told
     */
    Command decode(String text, int maxDepth);

    /**
     * Reads one command that is as deep as it may be by default.
     *
     * @throws ProtocolException as {@link #decode(String, int)}
     */
    default Command decode(String text) {
        return decode(text, Limits.defaults().maxDepth());
    }

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
