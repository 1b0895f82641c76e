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
 *
 * <p>Nothing is made for a send that this object would keep: see core's {@code Sending}.
 */
final class JakartaClientSession implements ClientSession, TextSender.Delivery {
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
    /** Whether what is under way is a send. */
    private boolean sending;
    /** A message that waits for a ping. */
    private @Nullable WireMessage waits;
    /** Of the send that is under way or waits; mostly all sends have the same. */
    private @Nullable SendCallback callback;

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
    public void send(WireMessage message, SendCallback then) {
        synchronized (lane) {
            if (!then.equals(callback)) {
                callback = then;
            }
            // Once closed nobody is left to free the lane, and the container will refuse the send by itself.
            if (busy && !laneClosed) {
                waits = message;
                return;
            }
            busy = true;
            sending = true;
        }
        start(message);
    }

    private void start(WireMessage message) {
        try {
            sender.send(message.text(), this);
        } catch (RuntimeException e) {
            // Closed, or in a state that the container does not accept a send in.
            done(e);
        }
    }

    @Override
    public void onResult(SendResult result) {
        if (result.isOK()) {
            done(null);
        } else {
            Throwable cause = result.getException();
            done(cause == null ? new IOException("send on connection " + id + " failed") : cause);
        }
    }

    @Override
    public void done(@Nullable Throwable failure) {
        SendCallback then;
        boolean ping;
        synchronized (lane) {
            if (!sending) {
                // Told already.
                return;
            }
            sending = false;
            then = callback;
            ping = pingWaits;
            pingWaits = false;
            busy = ping;
        }
        if (failure != null) {
            broken = true;
        }
        if (ping) {
            execute(closing.pings(), this::sendPing);
        }
        // Behind all that: the callback may well send the next message.
        tell(then, failure);
        if (failure != null) {
            // Some containers leave a connection open whose client can't be written to.
            close(CloseCode.INTERNAL);
        }
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
        SendCallback then;
        synchronized (lane) {
            laneClosed = true;
            pingWaits = false;
            then = sending || waits != null ? callback : null;
            callback = null;
            sending = false;
            waits = null;
        }
        tell(then, new IOException("connection " + id + " is closed"));
    }

    private void tell(@Nullable SendCallback then, @Nullable Throwable failure) {
        try {
            if (then != null) {
                then.onComplete(failure);
            }
        } catch (RuntimeException e) {
            LOG.error("The send callback of connection {} failed", id, e);
        }
    }

    /** A ping is done: starts what waits, another ping first since it waited longer. */
    private void pinged() {
        WireMessage next;
        synchronized (lane) {
            if (pingWaits) {
                pingWaits = false;
                next = null;
            } else {
                next = waits;
                waits = null;
                sending = next != null;
                busy = sending;
                if (next == null) {
                    return;
                }
            }
        }
        if (next == null) {
            execute(closing.pings(), this::sendPing);
        } else {
            start(next);
        }
    }

    private void sendPing() {
        try {
            remote.sendPing(ByteBuffer.allocate(0));
        } catch (IOException | RuntimeException e) {
            // Closed or broken, of which the container tells by itself.
            LOG.debug("Connection {} could not be pinged", id, e);
        }
        pinged();
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
}
