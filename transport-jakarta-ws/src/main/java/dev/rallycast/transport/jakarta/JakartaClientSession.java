package dev.rallycast.transport.jakarta;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container's session as core sees it. At most one operation of the container is under way at any time, a send or a ping:
 * some containers refuse a second one, some wait for the first, which here would be the engine waiting. Pings and closes
 * may block in a container, so they are done on threads for that; those of the pings are not kept waiting by closes.
 */
final class JakartaClientSession implements ClientSession {
    private static final Logger LOG = LoggerFactory.getLogger(JakartaClientSession.class);

    private final String id;
    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final TextSender sender;
    private final Closing closing;
    private final boolean batches;
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Whether a send has failed. */
    private volatile boolean broken;

    // All guarded by lane, which is never held while the container or core is called.
    private final Object lane = new Object();
    private boolean busy;
    private boolean pingWaits;
    private boolean laneClosed;
    private @Nullable Send sendUnderWay;
    private @Nullable Send sendWaits;

    /**
     * A session of a connection that was just opened.
     *
     * @param sender how its messages are given to the container
     * @param batches whether the client asked for the subprotocol with batches
     */
    JakartaClientSession(String id, Session session, TextSender sender, Closing closing, boolean batches) {
        this.id = id;
        this.batches = batches;
        this.session = session;
        this.sender = sender;
        // Asked for once, because Tomcat refuses it after the session is closed.
        this.remote = session.getAsyncRemote();
        this.closing = closing;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean isOpen() {
        return !closed.get() && session.isOpen();
    }

    @Override
    public boolean takesBatches() {
        return batches;
    }

    @Override
    public void send(WireMessage message, SendCallback callback) {
        Send send = new Send(message, callback);
        synchronized (lane) {
            // Once closed nobody is left to free the lane, and the container will refuse the send by itself.
            if (busy && !laneClosed) {
                sendWaits = send;
                return;
            }
            busy = true;
            sendUnderWay = send;
        }
        send.start();
    }

    @Override
    public void ping() {
        synchronized (lane) {
            if (busy || laneClosed) {
                pingWaits = !laneClosed;
                return;
            }
        }
        execute(closing.pings(), this::pingNow);
    }

    /** Takes the lane only now: while the ping waited for a thread, messages went on. */
    private void pingNow() {
        synchronized (lane) {
            if (busy || laneClosed) {
                pingWaits = !laneClosed;
                return;
            }
            busy = true;
        }
        sendPing();
    }

    @Override
    public void close(CloseCode code) {
        close(code.code(), code.name());
    }

    /** Closes because of a message that has more than so many bytes. */
    void closeTooBig(long limit) {
        close(CloseReason.CloseCodes.TOO_BIG.getCode(), "more than " + limit + " bytes");
    }

    private void close(int code, String reason) {
        if (closed.compareAndSet(false, true)) {
            Runnable close = () -> execute(closing.executor(), () -> closeNow(code, reason));
            if (broken) {
                // Undertow refuses sends once it has read the client's close, and never answers that if it is asked
                // to close just then. So containers may tell of the end by themselves first.
                closing.later().execute(close);
            } else {
                close.run();
            }
        }
    }

    /**
     * The container says that the connection is gone. A send that waits for a ping will never have its turn, and Tomcat
     * forgets one that is under way.
     */
    void closed() {
        closed.set(true);
        Send underWay;
        Send send;
        synchronized (lane) {
            laneClosed = true;
            pingWaits = false;
            underWay = sendUnderWay;
            sendUnderWay = null;
            send = sendWaits;
            sendWaits = null;
        }
        fail(underWay);
        fail(send);
    }

    private void fail(@Nullable Send send) {
        if (send != null) {
            send.complete(new IOException("connection " + id + " is closed"));
        }
    }

    /** The operation under way is done: starts the one that waits, a ping first since it waited longer. */
    private void next() {
        Send send = null;
        synchronized (lane) {
            sendUnderWay = null;
            if (pingWaits) {
                pingWaits = false;
            } else {
                send = sendWaits;
                sendWaits = null;
                sendUnderWay = send;
                busy = send != null;
                if (!busy) {
                    return;
                }
            }
        }
        if (send == null) {
            execute(closing.pings(), this::sendPing);
        } else {
            send.start();
        }
    }

    private void sendPing() {
        try {
            remote.sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            // Closed or broken, of which the container tells by itself.
            LOG.debug("Connection {} could not be pinged", id, e);
        }
        next();
    }

    private void closeNow(int code, String reason) {
        if (isGone()) {
            return;
        }
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | RuntimeException e) {
            LOG.debug("Connection {} was gone before it could be closed", id, e);
        }
        if (isStuck()) {
            tellStuck();
        }
    }

    /** Whether something is still under way, so that the container may keep the socket. */
    private boolean isStuck() {
        synchronized (lane) {
            return busy && !laneClosed;
        }
    }

    private boolean isGone() {
        synchronized (lane) {
            return laneClosed;
        }
    }

    private void tellStuck() {
        try {
            closing.stuck().accept(session);
        } catch (RuntimeException e) {
            LOG.error("What the host does with stuck connections failed for connection {}", id, e);
        }
    }

    private void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The executor is gone; connection {} uses the caller's thread", id, e);
            task.run();
        }
    }

    /** One message on its way; completes once, whatever the container does. */
    private final class Send implements TextSender.Delivery {
        private final WireMessage message;
        private final SendCallback callback;
        private final AtomicBoolean done = new AtomicBoolean();

        Send(WireMessage message, SendCallback callback) {
            this.message = message;
            this.callback = callback;
        }

        void start() {
            try {
                sender.send(message.text(), this);
            } catch (RuntimeException e) {
                // Closed, or in a state that the container does not accept a send in.
                finish(e);
            }
        }

        @Override
        public void onResult(SendResult result) {
            if (result.isOK()) {
                finish(null);
            } else {
                Throwable cause = result.getException();
                finish(cause == null ? new IOException("send on connection " + id + " failed") : cause);
            }
        }

        @Override
        public void done(@Nullable Throwable failure) {
            finish(failure);
        }

        private void finish(@Nullable Throwable failure) {
            if (done.compareAndSet(false, true)) {
                if (failure != null) {
                    broken = true;
                }
                // The lane first: the callback may well send the next message.
                next();
                tell(failure);
                if (failure != null) {
                    // Some containers leave a connection open whose client can't be written to.
                    close(CloseCode.INTERNAL);
                }
            }
        }

        void complete(Throwable failure) {
            if (done.compareAndSet(false, true)) {
                tell(failure);
            }
        }

        private void tell(@Nullable Throwable failure) {
            try {
                callback.onComplete(failure);
            } catch (RuntimeException e) {
                LOG.error("The send callback of connection {} failed", id, e);
            }
        }
    }
}
