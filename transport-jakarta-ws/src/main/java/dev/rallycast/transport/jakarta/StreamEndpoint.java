package dev.rallycast.transport.jakarta;

import dev.rallycast.ClientManager;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.LogText;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection as the container sees it; passes on what comes in. Not for use outside: public because Tyrus calls it by
 * reflection, made by {@link RallycastEndpoint} only.
 */
public final class StreamEndpoint extends Endpoint {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEndpoint.class);
    /** Core gives up on a slow client by itself and tells why; the container's own timeout is the safety net. */
    private static final long SEND_TIMEOUT_SLACK_MILLIS = 5_000;

    private final ClientManager clients;
    private final Authenticator authenticator;
    private final BlockingSends blocking;
    private final Closing closing;

    // Changed in turns of this: the connection may be closed while it is still being opened.
    /**
     * Null once the connection is closed. Tomcat may keep its session, and so this object, for good if the client was gone while
     * it was sent something; nothing of what was played must be kept with it.
     */
    private volatile @Nullable Inbound inbound;

    private @Nullable Integer closedWith;

    StreamEndpoint(ClientManager clients, Authenticator authenticator, BlockingSends blocking, Closing closing) {
        this.clients = clients;
        this.authenticator = authenticator;
        this.blocking = blocking;
        this.closing = closing;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        Limits limits = clients.limits();
        applyLimits(session, limits);
        Admittance admittance = admittance(session, config);
        if (admittance instanceof Admittance.Admit admit) {
            connect(session, admit.handshake());
        } else if (admittance instanceof Admittance.Refuse refuse) {
            client("refused", session, false).close(refuse.code());
        }
    }

    private void connect(Session session, Handshake handshake) {
        boolean batches = clients.protocol()
                .batchSubprotocol()
                .filter(name -> name.equals(session.getNegotiatedSubprotocol()))
                .isPresent();
        JakartaClientSession client = client(handshake.connectionId(), session, batches);
        Inbound in;
        try {
            in = new Inbound(
                    client,
                    clients.connect(client, handshake, authenticator),
                    clients.limits().maxMessageBytes());
        } catch (RuntimeException e) {
            LOG.error("Connection {} could not be taken over", handshake.connectionId(), e);
            client.close(CloseCode.INTERNAL);
            return;
        }
        opened(in);
        try {
            session.addMessageHandler(String.class, (part, last) -> pass(to -> to.onText(part, last)));
            session.addMessageHandler(ByteBuffer.class, (part, last) -> pass(to -> to.onBinary(last)));
            session.addMessageHandler(PongMessage.class, pong -> pass(Inbound::onPong));
        } catch (IllegalStateException e) {
            LOG.debug("Connection {} was closed while it opened", handshake.connectionId(), e);
        }
    }

    private void pass(Consumer<Inbound> what) {
        Inbound in = inbound;
        if (in != null) {
            what.accept(in);
        }
    }

    private JakartaClientSession client(String id, Session session, boolean batches) {
        TextSender sender = blocking.of(session, sendTimeoutMillis(clients.limits()));
        return new JakartaClientSession(id, session, sender, closing, batches);
    }

    private void opened(Inbound in) {
        Integer code;
        synchronized (this) {
            code = closedWith;
            if (code == null) {
                inbound = in;
            }
        }
        if (code != null) {
            in.onClosed(code);
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        // Every code counts, also 1006, with which a lost connection is reported.
        int code = reason.getCloseCode().getCode();
        Inbound in;
        synchronized (this) {
            closedWith = code;
            in = inbound;
            inbound = null;
        }
        if (in != null) {
            in.onClosed(code);
        }
    }

    @Override
    public void onError(Session session, Throwable failure) {
        // Mostly a client that went away without a word; onClose follows.
        LOG.debug("The container reports a failed connection", LogText.of(failure));
    }

    /** First of all, because the defaults of containers reach from 8 KB to no limit at all. */
    private static void applyLimits(Session session, Limits limits) {
        // Twice what is allowed, so that a message a little too large gets an answer. Inbound holds messages to it that
        // come in parts; this holds containers to it that do not hand over parts.
        int buffer = (int) Math.min(Integer.MAX_VALUE, 2L * limits.maxMessageBytes());
        session.setMaxTextMessageBufferSize(buffer);
        // Undertow, which says 0, buffers no binary messages that it hands over in parts. If it is given a limit, it
        // neither reads on after a message over it nor tells when the client is gone.
        if (session.getMaxBinaryMessageBufferSize() > 0) {
            session.setMaxBinaryMessageBufferSize(buffer);
        }
        // Silence is watched over by core, with pings.
        session.setMaxIdleTimeout(0);
        session.getAsyncRemote().setSendTimeout(sendTimeoutMillis(limits));
    }

    private static long sendTimeoutMillis(Limits limits) {
        return limits.sendTimeout().toMillis() + SEND_TIMEOUT_SLACK_MILLIS;
    }

    private static Admittance admittance(Session session, EndpointConfig config) {
        Object found = session.getUserProperties().get(Admittance.PROPERTY);
        if (found == null) {
            found = config.getUserProperties().get(Admittance.PROPERTY);
        }
        if (found instanceof Admittance admittance) {
            return admittance;
        }
        LOG.error("The container lost what the handshake decided; refusing the connection");
        return new Admittance.Refuse(CloseCode.INTERNAL);
    }
}
