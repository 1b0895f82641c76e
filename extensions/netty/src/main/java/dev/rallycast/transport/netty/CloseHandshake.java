package dev.rallycast.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The end of a connection, RFC 6455, section 7: the close frame goes out behind what is being written, and the socket is
 * closed when the client has answered. Neither is waited for for long: a client that takes nothing, or does not answer, is
 * cut off. Event loop only.
 */
final class CloseHandshake {
    /** How long a client has that takes nothing. */
    static final long UNSENT_MILLIS = 3_000;

    /** How long a client has that has been sent the close frame. */
    static final long UNANSWERED_MILLIS = 1_000;

    private static final int GOING_AWAY = 1001;

    private final ChannelHandlerContext context;
    private boolean begun;
    private boolean written;
    private boolean awaited = true;
    private @Nullable ScheduledFuture<?> timer;

    CloseHandshake(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Whether the connection is ending, so that nothing but the client's close is of interest any more. */
    boolean hasBegun() {
        return begun;
    }

    /** Closes from this side. Until the client answers, what it sends is to be read and forgotten, lest a reset overtakes the code. */
    void begin(int code, String reason) {
        if (begun) {
            return;
        }
        begun = true;
        if (!context.channel().isActive()) {
            return;
        }
        timer = cutAfter(UNSENT_MILLIS);
        context.writeAndFlush(Frames.close(context.alloc(), code, reason))
                .addListener(future -> written(future.isSuccess()));
    }

    /** Closes because the client does not keep to the protocol, so that no answer of it would be understood. */
    void fail(int code, String reason) {
        awaited = false;
        begin(code, reason);
        proceed();
    }

    /** The client closes, or answers. */
    void answer(int code) {
        fail(code, "");
    }

    /** The host closes the channel: the client is told before, with 1001. */
    void goAway(ChannelPromise promise) {
        context.channel().closeFuture().addListener(closed -> promise.trySuccess());
        fail(GOING_AWAY, "");
    }

    /** The channel is closed. */
    void over() {
        begun = true;
        stopTimer();
    }

    private void written(boolean success) {
        written = true;
        if (!success) {
            awaited = false;
        }
        proceed();
    }

    private void proceed() {
        if (!written) {
            return;
        }
        stopTimer();
        if (awaited) {
            timer = cutAfter(UNANSWERED_MILLIS);
        } else {
            cut();
        }
    }

    private ScheduledFuture<?> cutAfter(long millis) {
        return context.executor().schedule(this::cut, millis, TimeUnit.MILLISECONDS);
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** Closes the channel without a word. */
    void cut() {
        stopTimer();
        var unused = context.close();
    }
}
