package dev.rallycast.transport.netty;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The sends of all sessions of one event loop: many threads put sessions in, each at most once at a time, and the loop writes
 * all that are there in one turn, and all that come meanwhile, so a message that goes to a thousand clients costs a task for each
 * loop and not a thousand. The callbacks come behind the writes, all together, which also means that no session writes twice
 * in a turn. Thread-safe.
 */
final class SendQueue implements Runnable {
    private final Executor loop;
    /** The session that came last, each with the one before it. */
    private final AtomicReference<@Nullable NettyClientSession> last = new AtomicReference<>();
    /** Whether there is a turn to come, or one that has not ended. */
    private final AtomicBoolean scheduled = new AtomicBoolean();

    // Event loop only: those whose send ended in this turn, in their order.
    private boolean draining;
    private @Nullable NettyClientSession firstDone;
    private @Nullable NettyClientSession lastDone;

    SendQueue(Executor loop) {
        this.loop = loop;
    }

    /** Lets a session write in the loop's next turn. Any thread. */
    void add(NettyClientSession session) {
        NettyClientSession before;
        do {
            before = last.get();
            session.next = before;
        } while (!last.compareAndSet(before, session));
        schedule();
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            try {
                loop.execute(this);
            } catch (RejectedExecutionException e) {
                scheduled.set(false);
                refuse(e);
            }
        }
    }

    /** Writes what is there. */
    @Override
    public void run() {
        draining = true;
        try {
            for (NettyClientSession all = take(); all != null; all = take()) {
                write(all);
            }
        } finally {
            draining = false;
            tellDone();
            scheduled.set(false);
            // Looked at after the flag is down: whoever comes later sees that.
            if (last.get() != null) {
                schedule();
            }
        }
    }

    private static void write(NettyClientSession first) {
        NettyClientSession session = first;
        while (session != null) {
            NettyClientSession next = session.next;
            session.next = null;
            session.write();
            session = next;
        }
    }

    /** A session's send has ended. Event loop. */
    void ended(NettyClientSession session) {
        if (!draining) {
            session.tell();
        } else if (lastDone == null) {
            firstDone = session;
            lastDone = session;
        } else {
            lastDone.next = session;
            lastDone = session;
        }
    }

    private void tellDone() {
        NettyClientSession session = firstDone;
        firstDone = null;
        lastDone = null;
        while (session != null) {
            NettyClientSession next = session.next;
            session.next = null;
            session.tell();
            session = next;
        }
    }

    /** The loop has ended, and so have its channels. */
    private void refuse(RejectedExecutionException why) {
        NettyClientSession session = take();
        while (session != null) {
            NettyClientSession next = session.next;
            session.next = null;
            ClosedChannelException failure = new ClosedChannelException();
            failure.addSuppressed(why);
            session.refuse(failure);
            session = next;
        }
    }

    /** All that are there, the one that came first at the head. */
    private @Nullable NettyClientSession take() {
        NettyClientSession session = last.getAndSet(null);
        NettyClientSession first = null;
        while (session != null) {
            NettyClientSession before = session.next;
            session.next = first;
            first = session;
            session = before;
        }
        return first;
    }
}
