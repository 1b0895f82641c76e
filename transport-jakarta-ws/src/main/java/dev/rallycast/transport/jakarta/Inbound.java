package dev.rallycast.transport.jakarta;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.spi.SessionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in on one connection, one call at a time: containers report a close from any thread, also while a message is
 * being handled. Nothing escapes from here, since two of four containers would close the connection over it.
 */
final class Inbound {
    private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

    private final JakartaClientSession session;
    private final SessionHandler handler;
    private final int maxMessageBytes;
    // A handler does not block, so neither does whoever waits for this.
    private final Object turn = new Object();
    private boolean closed;

    Inbound(JakartaClientSession session, SessionHandler handler, int maxMessageBytes) {
        this.session = session;
        this.handler = handler;
        this.maxMessageBytes = maxMessageBytes;
    }

    void onText(String text) {
        if (Utf8.isLongerThan(text, maxMessageBytes)) {
            inTurn(handler::onTooLarge);
        } else {
            inTurn(() -> handler.onText(text));
        }
    }

    void onBinary() {
        inTurn(handler::onBinary);
    }

    void onPong() {
        inTurn(handler::onPong);
    }

    void onClosed(int code) {
        LOG.debug("Connection {} is closed, code {}", session.id(), code);
        session.closed();
        synchronized (turn) {
            if (!closed) {
                inTurn(handler::onClosed);
                closed = true;
            }
        }
    }

    private void inTurn(Runnable call) {
        synchronized (turn) {
            if (closed) {
                return;
            }
            try {
                call.run();
            } catch (RuntimeException e) {
                LOG.error("The handler of connection {} failed", session.id(), e);
                session.close(CloseCode.INTERNAL);
            }
        }
    }
}
