package dev.rallycast.transport.netty;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A channel as core sees it. Everything is done on the channel's event loop; sends get there through a {@link SendQueue}. */
final class NettyClientSession implements ClientSession, ChannelFutureListener {
    private static final Logger LOG = LoggerFactory.getLogger(NettyClientSession.class);

    private final String id;
    private final ChannelHandlerContext context;
    private final SendQueue queue;
    private final CloseHandshake closing;
    private final WireMessage.Form<SharedFrame> form;
    private final boolean batches;
    private volatile boolean closed;

    /** Of the send queue: the session that it is linked to. */
    @Nullable
    NettyClientSession next;

    // Of the send in flight. Handed to the event loop by the queue, and back by the callback.
    private @Nullable WireMessage message;
    private @Nullable SendCallback callback;
    private @Nullable Throwable failure;

    /** Whether a ping is not written yet. Event loop only. */
    private boolean pinging;

    /**
     * A session of a connection that was just opened.
     *
     * @param form what messages become: {@link SharedFrame#PLAIN} or {@link SharedFrame#COMPRESSED}
     * @param batches whether the client asked for the subprotocol with batches
     */
    NettyClientSession(
            String id,
            ChannelHandlerContext context,
            SendQueue queue,
            CloseHandshake closing,
            WireMessage.Form<SharedFrame> form,
            boolean batches) {
        this.id = id;
        this.context = context;
        this.queue = queue;
        this.closing = closing;
        this.form = form;
        this.batches = batches;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean isOpen() {
        return !closed && context.channel().isActive();
    }

    @Override
    public boolean takesBatches() {
        return batches;
    }

    @Override
    public void send(WireMessage what, SendCallback then) {
        if (callback != null) {
            throw new IllegalStateException("connection " + id + " has a send in flight already");
        }
        message = what;
        callback = then;
        queue.add(this);
    }

    @Override
    public void ping() {
        if (!closed) {
            execute(this::pingNow);
        }
    }

    private void pingNow() {
        // Of several that the client has not taken yet, one is enough to be answered.
        if (!pinging && !closing.hasBegun()) {
            pinging = true;
            context.writeAndFlush(Frames.control(context.alloc(), Frames.PING, new byte[0]))
                    .addListener(written -> pinging = false);
        }
    }

    @Override
    public void close(CloseCode code) {
        if (!closed) {
            closed = true;
            execute(() -> closing.begin(code.code(), code.name()));
        }
    }

    private void execute(Runnable task) {
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("The event loop of connection {} has ended, and the connection with it", id, e);
        }
    }

    // Event loop only, from here on.

    /** The connection is gone, or about to go. */
    void closed() {
        closed = true;
    }

    /** Writes the message that is to be sent. */
    void write() {
        WireMessage what = message;
        message = null;
        if (what == null || closing.hasBegun() || !context.channel().isActive()) {
            end(new ClosedChannelException());
            return;
        }
        ByteBuf frame;
        try {
            frame = what.in(form).take(context.alloc());
        } catch (RuntimeException | Error e) {
            // Mostly there is no memory left for a frame.
            LOG.error("A message for connection {} could not be made a frame", id, e);
            end(e);
            return;
        }
        context.writeAndFlush(frame).addListener(this);
    }

    /** The message was written, or not. */
    @Override
    public void operationComplete(ChannelFuture written) {
        end(written.cause());
    }

    private void end(@Nullable Throwable why) {
        failure = why;
        queue.ended(this);
    }

    /** The send did not even reach the event loop, which has ended. Any thread. */
    void refuse(Throwable why) {
        closed = true;
        message = null;
        failure = why;
        tell();
    }

    /** Calls back. */
    void tell() {
        SendCallback then = callback;
        Throwable why = failure;
        callback = null;
        failure = null;
        if (why != null) {
            // A failure is also the end of the session.
            close(CloseCode.INTERNAL);
        }
        try {
            if (then != null) {
                then.onComplete(why);
            }
        } catch (RuntimeException e) {
            LOG.error("The send callback of connection {} failed", id, e);
        }
    }
}
