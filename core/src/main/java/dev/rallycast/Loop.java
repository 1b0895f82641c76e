package dev.rallycast;

import dev.rallycast.time.Stepped;
import dev.rallycast.time.Ticker;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A single-threaded loop: tasks in the order in which they were handed over, and timers. What a loop owns is touched by
 * nothing else, so it needs no locks. The loop itself has no thread: a {@link LoopDriver} steps it.
 */
final class Loop implements Stepped, Executor {
    private static final Logger LOG = LoggerFactory.getLogger(Loop.class);

    /** How much one step does of each kind, so that neither tasks nor timers keep the other waiting for long. */
    private static final int BUDGET = 512;

    /** No tick at all. */
    static final long NEVER = Long.MIN_VALUE;

    private final Ticker ticker;
    private final LoopDriver driver;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final TimerWheel timers;
    private long now;
    /** The thread that is in {@link #step}. */
    private volatile @Nullable Thread stepping;

    Loop(Ticker ticker, LoopDriver driver) {
        this.ticker = ticker;
        this.driver = driver;
        now = ticker.nanos();
        timers = new TimerWheel(now);
    }

    /** Hands a task over. Any thread. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        driver.wake(this);
    }

    /** The tick of the present step. Loop only. */
    long now() {
        return now;
    }

    /** The tick at this moment, which may be later than that of the present step. Any thread. */
    long tick() {
        return ticker.nanos();
    }

    /** Arms a timer at a tick. Loop only. */
    void arm(Timer timer, long deadline) {
        timers.arm(timer, deadline);
    }

    /** Disarms a timer. Loop only. */
    void cancel(Timer timer) {
        timers.cancel(timer);
    }

    /** Whether the calling thread is the one that steps the loop now. */
    boolean isHere() {
        return Thread.currentThread().equals(stepping);
    }

    boolean hasTasks() {
        return !tasks.isEmpty();
    }

    @Override
    public int step() {
        stepping = Thread.currentThread();
        try {
            return stepHere();
        } finally {
            stepping = null;
        }
    }

    private int stepHere() {
        now = ticker.nanos();
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
            if (++done == BUDGET) {
                break;
            }
        }
        return done + timers.poll(now, BUDGET);
    }

    @Override
    public long nanosToNext() {
        return hasTasks() ? 0 : timers.nanosToNext(ticker.nanos());
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            // One playback's defect must not stop the others that share the loop.
            LOG.error("a task failed", e);
        }
    }
}
