package dev.rallycast;

import dev.rallycast.time.Stepped;
import dev.rallycast.time.VirtualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets a {@link VirtualClock} do everything on the thread that moves it. */
final class VirtualDriver implements LoopDriver {
    private static final Logger LOG = LoggerFactory.getLogger(VirtualDriver.class);

    private final VirtualClock clock;
    private final Blocking blocking = new Blocking();
    private final List<Loop> loops = new ArrayList<>();

    VirtualDriver(VirtualClock clock) {
        this.clock = clock;
        clock.attach(blocking);
    }

    @Override
    public synchronized void start(Loop loop, String name) {
        loops.add(loop);
        clock.attach(loop);
    }

    @Override
    public void wake(Loop loop) {
        clock.wake();
    }

    @Override
    public void block(Runnable work) {
        blocking.work.add(work);
        clock.wake();
    }

    @Override
    public void ask(Runnable work) {
        block(work);
    }

    @Override
    public boolean hasThreads() {
        return false;
    }

    @Override
    public synchronized void close() {
        loops.forEach(clock::detach);
        clock.detach(blocking);
    }

    private static final class Blocking implements Stepped {
        final Queue<Runnable> work = new ConcurrentLinkedQueue<>();

        @Override
        public int step() {
            int done = 0;
            for (Runnable next = work.poll(); next != null; next = work.poll()) {
                done++;
                try {
                    next.run();
                } catch (RuntimeException e) {
                    LOG.error("blocking work failed", e);
                }
            }
            return done;
        }

        @Override
        public long nanosToNext() {
            return work.isEmpty() ? NEVER : 0;
        }
    }
}
