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
    private final TextAssembly texts;
    // A handler does not block, so neither does whoever waits for this.
    private final Object turn = new Object();
    private boolean closed;
    private boolean withinBinary;

    Inbound(JakartaClientSession session, SessionHandler handler, int maxMessageBytes) {
        this.session = session;
        this.handler = handler;
        texts = new TextAssembly(maxMessageBytes);
    }

    /**
     * A part of a text message. Messages are put together here, because some containers do it without a bound, whatever
     * they were told.
     */
    void onText(String part, boolean last) {
        inTurn(() -> {
            switch (texts.add(part, last)) {
                case INCOMPLETE -> {}
                case COMPLETE -> handler.onText(texts.take());
                case TOO_LARGE -> handler.onTooLarge();
                case FAR_TOO_LARGE -> session.closeTooBig(texts.limit());
            }
        });
    }

    /** A part of a binary message, of which nothing is kept. */
    void onBinary(boolean last) {
        inTurn(() -> {
            if (!withinBinary) {
                handler.onBinary();
            }
            withinBinary = !last;
        });
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
