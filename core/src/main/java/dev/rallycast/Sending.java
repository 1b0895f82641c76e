package dev.rallycast;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import org.jspecify.annotations.Nullable;

/**
 * One send. It ends once, however often the transport calls back. If it ends before {@link #start} returns, whoever started it
 * sees to that: it costs no turn of the loop and no look at the outbox. Session loop, but for the callback.
 */
final class Sending implements SendCallback {
    private final Loop loop;
    private final Outbox outbox;
    /** Whether it is of interest when the transport had the message. */
    private final boolean timed;

    private boolean starting;
    private boolean ended;
    private long endedAt = Loop.NEVER;
    private @Nullable Throwable failure;

    Sending(Loop loop, Outbox outbox, boolean timed) {
        this.loop = loop;
        this.outbox = outbox;
        this.timed = timed;
    }

    /** Hands a message to the session. */
    void start(ClientSession session, WireMessage message) {
        starting = true;
        try {
            session.send(message, this);
        } catch (RuntimeException e) {
            end(e, Loop.NEVER);
        } finally {
            starting = false;
        }
    }

    @Override
    public void onComplete(@Nullable Throwable why) {
        long now = timed ? loop.tick() : Loop.NEVER;
        // Only the loop's own thread may look at what the loop writes.
        if (loop.isHere() && starting) {
            end(why, now);
        } else {
            loop.execute(() -> {
                if (end(why, now)) {
                    outbox.sent(this);
                    outbox.pump();
                }
            });
        }
    }

    private boolean end(@Nullable Throwable why, long now) {
        if (ended) {
            return false;
        }
        ended = true;
        failure = why;
        endedAt = now;
        return true;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether the transport has taken the message. */
    boolean isDone() {
        return ended && failure == null;
    }

    /** Why it failed, if it did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    /** When the transport had the message, if that is of interest. */
    long endedAt() {
        return endedAt;
    }
}
