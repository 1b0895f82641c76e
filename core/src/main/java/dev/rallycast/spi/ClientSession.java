package dev.rallycast.spi;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.WireMessage;

/**
 * One client's connection, as a transport offers it: it sends, pings and closes, and knows nothing of what the messages
 * mean. What comes in goes to the {@link SessionHandler} that {@code ClientManager.connect} returned.
 */
public interface ClientSession {
    /** A name of the connection, for logs; unique in the process. */
    String id();

    /**
     * Starts to send a text message and returns without waiting. Called by one thread at a time, and never while an
     * earlier send of this session is in flight.
     *
     * @param callback called exactly once, from any thread, also from inside this call, when the transport has taken the
     *     message or failed; a failure is also the end of the session
     */
    void send(WireMessage message, SendCallback callback);

    /**
     * Probes the other end below the level of messages (a WebSocket ping); the answer goes to
     * {@link SessionHandler#onPong()}. May be called while a send is in flight. Does nothing if the session is closed.
     */
    void ping();

    /**
     * Closes the connection and returns without waiting; may be called from any thread, more than once, and while a send
     * is in flight.
     */
    void close(CloseCode code);

    /**
     * Whether the client asked for {@link ControlProtocol#batchSubprotocol()}, so that what is to be sent at the same time is
     * sent as one message. Asked once, before anything is sent.
     */
    default boolean takesBatches() {
        return false;
    }

    /** Whether the connection is still there, as far as the transport knows. */
    boolean isOpen();
}
