package dev.rallycast;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each loop a platform thread of its own, blocking work a small pool, and what asks the host another. All are daemons. */
final class ThreadDriver implements LoopDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadDriver.class);

    /** Woken at least this often, which costs nothing and mends whatever a lost wake-up could break. */
    private static final long LONGEST_PARK = TimeUnit.SECONDS.toNanos(1);

    /** Enough for a few answers of the host that never come; a thread is made when it is needed. */
    private static final int ASKERS = 16;

    private final Map<Loop, Runner> runners = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor readers;
    private final ThreadPoolExecutor askers = pool("ask", ASKERS);
    private volatile boolean closed;

    ThreadDriver(int readThreads) {
        readers = pool("read", readThreads);
    }

    private static ThreadPoolExecutor pool(String name, int threads) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(threads, threads, 60, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "rallycast-" + name + "-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    @Override
    public void start(Loop loop, String name) {
        Runner runner = new Runner(loop, name);
        runners.put(loop, runner);
        runner.thread.start();
    }

    @Override
    public void wake(Loop loop) {
        Runner runner = runners.get(loop);
        if (runner != null && runner.parked) {
            LockSupport.unpark(runner.thread);
        }
    }

    @Override
    public void block(Runnable work) {
        execute(readers, work);
    }

    @Override
    public void ask(Runnable work) {
        execute(askers, work);
    }

    private static void execute(ThreadPoolExecutor pool, Runnable work) {
        try {
            pool.execute(() -> {
                try {
                    work.run();
                } catch (RuntimeException | Error e) {
                    LOG.error("blocking work failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: blocking work is dropped", e);
        }
    }

    @Override
    public boolean hasThreads() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        runners.values().forEach(runner -> LockSupport.unpark(runner.thread));
        // Not interrupted: an interrupt closes a file channel under the other readers of a recording.
        for (ThreadPoolExecutor pool : List.of(readers, askers)) {
            pool.shutdown();
            pool.getQueue().clear();
        }
    }

    private final class Runner implements Runnable {
        final Loop loop;
        final Thread thread;
        volatile boolean parked;

        Runner(Loop loop, String name) {
            this.loop = loop;
            thread = new Thread(this, name);
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            while (!closed) {
                try {
                    if (loop.step() == 0) {
                        park();
                    }
                } catch (RuntimeException | Error e) {
                    LOG.error("loop {} failed and goes on", thread.getName(), e);
                    // What fails again at once, as a ticker of the host may, must not take the processor.
                    LockSupport.parkNanos(this, TimerWheel.TICK_NANOS);
                }
            }
        }

        private void park() {
            parked = true;
            // Looked at after the flag is up: whoever hands something over later sees the flag.
            long wait = loop.nanosToNext();
            if (wait > 0 && !closed) {
                // A little late rather than a little early, so that what is due within one tick goes out together.
                LockSupport.parkNanos(this, Math.min(LONGEST_PARK, wait + TimerWheel.TICK_NANOS / 2));
            }
            parked = false;
        }
    }
}
