package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One send. It ends once, however often the transport calls back. That it has ended is found out when there is something to
 * send next; only if somebody waits for that already does it cost a turn of the loop, so that a loop is not woken for each
 * message. Session loop, but for the callback.
 */
final class Sending implements SendCallback {
    /** How a send has ended. */
    private record Ended(@Nullable Throwable failure, long at) {}

    private static final Ended DONE = new Ended(null, Loop.NEVER);
    private static final Object AWAITED = new Object();
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Sending.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;
    private final Outbox outbox;
    /** Whether it is of interest when the transport had the message. */
    private final boolean timed;

    private boolean starting;
    /** Null while the message is under way, {@link #AWAITED} if the loop is to be told of the end, then an {@link Ended}. */
    private @Nullable Object state;

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
            endHere(new Ended(e, Loop.NEVER));
        } finally {
            starting = false;
        }
    }

    @Override
    public void onComplete(@Nullable Throwable why) {
        Ended how = why == null && !timed ? DONE : new Ended(why, timed ? loop.tick() : Loop.NEVER);
        // Only the loop's own thread may look at what the loop writes.
        if (loop.isHere() && starting) {
            endHere(how);
            return;
        }
        Object before = STATE.getAcquire(this);
        while (!(before instanceof Ended)) {
            if (STATE.compareAndSet(this, before, how)) {
                boolean awaited = before != null;
                if (awaited || why != null || timed) {
                    loop.execute(outbox::sendEnded);
                }
                return;
            }
            before = STATE.getAcquire(this);
        }
    }

    /** Whoever has started it looks for that, and no other thread knows of it yet but one that calls back twice. */
    private void endHere(Ended how) {
        if (!(state instanceof Ended)) {
            STATE.setRelease(this, how);
        }
    }

    /** Asks for the outbox to be told of the end; false if it has ended already. */
    boolean await() {
        return STATE.compareAndSet(this, null, AWAITED) || !hasEnded();
    }

    boolean hasEnded() {
        return STATE.getAcquire(this) instanceof Ended;
    }

    /** Whether the transport has taken the message. */
    boolean isDone() {
        return STATE.getAcquire(this) instanceof Ended how && how.failure() == null;
    }

    /** Why it failed, if it did. It has ended. */
    @Nullable
    Throwable failure() {
        return how().failure();
    }

    /** When the transport had the message, if that is of interest. It has ended. */
    long endedAt() {
        return how().at();
    }

    private Ended how() {
        return (Ended) requireNonNull(STATE.getAcquire(this), "not ended");
    }
}
