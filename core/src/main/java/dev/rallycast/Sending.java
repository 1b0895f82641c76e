package dev.rallycast;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A send, and then the next one: one is under way at a time. That it has ended is found out when there is something to send
 * next; only if somebody waits for that already does it cost a turn of the loop, so that a loop is not woken for each message.
 *
 * <p>A transport that ends its sends later keeps this object for as long as they take, and so does the outbox. A new one each
 * time would be a new object that old ones refer to, which is work for the garbage collector. Session loop, but for the callback.
 */
final class Sending implements SendCallback {
    /** How a send has ended, if there is more to say of it than that it has. */
    record End(@Nullable Throwable failure, long at) {
        private static final End TAKEN = new End(null, Loop.NEVER);
    }

    /** Nothing is under way. */
    private static final int NONE = 0;

    private static final int UNDER_WAY = 1;
    /** Under way, and the loop is to be told of the end. */
    private static final int AWAITED = 2;
    /** Under way for a moment more: it is being noted how it ended, and the loop will be told. */
    private static final int ENDING = 3;

    private static final int TAKEN = 4;
    /** It is noted how it ended. */
    private static final int ENDED = 5;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Sending.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;
    private final Outbox outbox;
    /** Whether it is of interest when the transport had a message. */
    private final boolean timed;

    private boolean starting;
    private int state;
    private @Nullable End end;

    Sending(Loop loop, Outbox outbox, boolean timed) {
        this.loop = loop;
        this.outbox = outbox;
        this.timed = timed;
    }

    /** Hands a message to the session. Nothing is under way. */
    void start(ClientSession session, WireMessage message) {
        // A transport that ends it on another thread hands it over to that thread.
        state = UNDER_WAY;
        starting = true;
        try {
            session.send(message, this);
        } catch (RuntimeException e) {
            onComplete(e);
        } finally {
            starting = false;
        }
    }

    @Override
    public void onComplete(@Nullable Throwable why) {
        // Only the loop's own thread may look at what the loop writes; it looks for the end by itself then.
        boolean here = loop.isHere() && starting;
        if (here && why == null && !timed) {
            // Nobody can have asked yet to be told.
            if (state == UNDER_WAY) {
                state = TAKEN;
            }
        } else if (why == null && !timed) {
            if (leave(TAKEN) == AWAITED) {
                loop.execute(outbox::sendEnded);
            }
        } else if (leave(ENDING) != NONE) {
            end = new End(why, timed ? loop.tick() : Loop.NEVER);
            STATE.setRelease(this, ENDED);
            if (!here) {
                loop.execute(outbox::sendEnded);
            }
        }
    }

    /** Ends the send that is under way, and returns what it was; or none, if it has ended already. */
    private int leave(int to) {
        while (true) {
            int before = (int) STATE.getAcquire(this);
            if (before != UNDER_WAY && before != AWAITED) {
                return NONE;
            }
            if (STATE.compareAndSet(this, before, to)) {
                return before;
            }
        }
    }

    /** Whether nothing is under way, and nothing has ended that was not looked at. */
    boolean isIdle() {
        return state == NONE;
    }

    /** Asks for {@link Outbox#sendEnded} at the end; false if it has ended already. */
    boolean await() {
        return STATE.compareAndSet(this, UNDER_WAY, AWAITED) || !hasEnded();
    }

    boolean hasEnded() {
        return (int) STATE.getAcquire(this) >= TAKEN;
    }

    /** Looks at the end if all there is to say is that the transport has taken the message; whether that is so. */
    boolean endIfTaken() {
        if ((int) STATE.getAcquire(this) == TAKEN) {
            state = NONE;
            return true;
        }
        return false;
    }

    /** Looks at how the send has ended, which it has. */
    End end() {
        if (endIfTaken()) {
            return End.TAKEN;
        }
        End how = requireNonNull(end, "not ended");
        end = null;
        state = NONE;
        return how;
    }
}
