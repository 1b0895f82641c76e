package dev.rallycast.transport.jakarta;

import dev.rallycast.ClientManager;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.LogText;
import dev.rallycast.spi.OriginPolicy;
import dev.rallycast.spi.QueryString;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides on handshakes and makes the endpoint of each connection. Thread-safe. */
final class StreamConfigurator extends ServerEndpointConfig.Configurator {
    private static final Logger LOG = LoggerFactory.getLogger(StreamConfigurator.class);

    private final ClientManager clients;
    private final Authenticator authenticator;
    private final OriginPolicy origins;
    private final BlockingSends blocking;
    private final Closing closing;

    StreamConfigurator(
            ClientManager clients,
            Authenticator authenticator,
            OriginPolicy origins,
            BlockingSends blocking,
            Closing closing) {
        this.clients = clients;
        this.authenticator = authenticator;
        this.origins = origins;
        this.blocking = blocking;
        this.closing = closing;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) {
        return endpointClass.cast(new StreamEndpoint(clients, authenticator, blocking, closing));
    }

    /** The origin is judged in {@link #modifyHandshake}, which also knows the host that was asked. */
    @Override
    public boolean checkOrigin(String originHeaderValue) {
        return true;
    }

    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return clients.protocol().selectSubprotocol(requested).orElse("");
    }

    /** None: compression of small frames costs more than it saves, and inflating is a way to attack. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        config.getUserProperties().put(Admittance.PROPERTY, admit(request));
    }

    // No exception may leave: some containers drop the connection without an answer.
    private Admittance admit(HandshakeRequest request) {
        Handshake handshake;
        try {
            handshake = new Handshake(
                    UUID.randomUUID().toString(),
                    request.getRequestURI(),
                    QueryString.parse(request.getQueryString()),
                    request.getHeaders(),
                    request.getUserPrincipal(),
                    request.getHttpSession());
        } catch (RuntimeException e) {
            // Not what it says: that may quote a token of the query.
            LOG.debug("Refused a handshake that can't be read", LogText.withoutMessages(e));
            return new Admittance.Refuse(CloseCode.PROTOCOL_ERROR);
        }
        if (!origins.allows(handshake.headers())) {
            LOG.info(
                    "Refused a connection from a page of another origin, {}",
                    LogText.of(handshake.header("Origin").orElse("none")));
            return new Admittance.Refuse(CloseCode.FORBIDDEN);
        }
        return new Admittance.Admit(handshake);
    }
}
