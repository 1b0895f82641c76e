package dev.rallycast;

import dev.rallycast.model.User;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;

/** Ties connections to playbacks: reads their commands, forwards them, and sends what they are to see. Thread-safe. */
public interface ClientManager {
    /**
     * Takes over a connection that a transport has opened; {@code hello} goes out at once.
     *
     * @param user who it is, as the host authenticated them
     * @return what the transport tells of the connection from now on
     */
    SessionHandler connect(ClientSession session, User user);

    /**
     * Takes over a connection of which it is not yet known whose it is. The authenticator is asked off the calling thread;
     * {@code hello} goes out when it has answered, and what the client sends before waits. A client that asks in its
     * handshake for other versions of the protocol only is closed with {@code UNSUPPORTED_VERSION} and nobody is asked, see
     * {@link ControlProtocol#isUnsupported}.
     *
     * @return what the transport tells of the connection from now on
     */
    SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator);

    /** How many connections there are. */
    int connections();

    /** The encoding in use, which names the subprotocol. */
    ControlProtocol protocol();

    /** The limits that apply to connections. */
    Limits limits();
}
