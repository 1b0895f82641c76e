package dev.rallycast.time;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A clock that moves only when told to, and runs everything that waits for it on the calling thread: a match plays in
 * milliseconds, and plays the same each time.
 *
 * <pre>{@code
 * VirtualClock clock = new VirtualClock();
 * SchedulerManager manager = SchedulerManager.builder(storage).clock(clock).build();
 * clock.advance(Duration.ofSeconds(3));
 * }</pre>
 *
 * <p>{@link #advance} goes from deadline to deadline and returns when all that they caused is done. Work that is handed to
 * a component driven by this clock runs before the call that handed it over returns. Thread-safe; a thread waits while
 * another one runs the clock.
 */
public final class VirtualClock implements Ticker, InstantSource {
    /** A turn count that only work which causes itself without end reaches. */
    private static final int RUNAWAY = 10_000_000;

    /** How often work may be due right after all that was due has been done. */
    private static final int STUCK = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Stepped> driven = new ArrayList<>();
    private final Instant originInstant;
    private final long originNanos;
    private volatile long elapsed;
    private boolean running;

    /** A clock at tick 0 and at the start of 2026 (UTC). */
    public VirtualClock() {
        this(0, Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** A clock that starts at the given tick, which may be any {@code long}, and at the given instant. */
    public VirtualClock(long originNanos, Instant originInstant) {
        this.originNanos = originNanos;
        this.originInstant = requireNonNull(originInstant, "originInstant");
    }

    @Override
    public long nanos() {
        return originNanos + elapsed;
    }

    @Override
    public Instant instant() {
        return originInstant.plusNanos(elapsed);
    }

    /** How far the clock has moved since it was made. */
    public Duration elapsed() {
        return Duration.ofNanos(elapsed);
    }

    /**
     * Moves the clock forward, stopping at each deadline on the way, and returns when everything due has been done.
     *
     * @throws IllegalArgumentException if {@code distance} is negative
     * @throws IllegalStateException if called from work that the clock runs
     */
    public void advance(Duration distance) {
        if (distance.isNegative()) {
            throw new IllegalArgumentException("can't advance by " + distance + ": a clock does not go back");
        }
        lock.lock();
        try {
            requireIdle();
            long now = elapsed;
            long target = Math.addExact(now, distance.toNanos());
            settle();
            int stuck = 0;
            for (long next = nanosToNext(); next <= target - now; next = nanosToNext()) {
                stuck = next > 0 ? 0 : stuck + 1;
                if (stuck > STUCK) {
                    throw new IllegalStateException("work is due at " + instant() + " and is never done");
                }
                now += Math.max(0, next);
                elapsed = now;
                settle();
            }
            elapsed = target;
            settle();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the clock at once, as a stalled machine sees it: nothing runs on the way, and everything that became due
     * runs at the end.
     *
     * @throws IllegalArgumentException if {@code distance} is negative
     * @throws IllegalStateException if called from work that the clock runs
     */
    public void jump(Duration distance) {
        if (distance.isNegative()) {
            throw new IllegalArgumentException("can't jump by " + distance + ": a clock does not go back");
        }
        lock.lock();
        try {
            requireIdle();
            settle();
            elapsed = Math.addExact(elapsed, distance.toNanos());
            settle();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the clock turn {@code work} from now on. */
    public void attach(Stepped work) {
        lock.lock();
        try {
            driven.add(requireNonNull(work, "work"));
        } finally {
            lock.unlock();
        }
    }

    /** No longer turns {@code work}. */
    public void detach(Stepped work) {
        lock.lock();
        try {
            driven.remove(work);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Does what is due now, without moving the clock. Called by driven components when work was handed to them; inside
     * work that the clock runs it does nothing, since the clock will come to it anyway.
     */
    public void wake() {
        if (lock.isHeldByCurrentThread() && running) {
            return;
        }
        lock.lock();
        try {
            settle();
        } finally {
            lock.unlock();
        }
    }

    private void requireIdle() {
        if (running) {
            throw new IllegalStateException("the clock can't be moved from work that it runs");
        }
    }

    private void settle() {
        running = true;
        try {
            int turns = 0;
            int done;
            do {
                done = 0;
                // By index: work may attach and detach while it runs.
                for (int i = 0; i < driven.size(); i++) {
                    done += driven.get(i).step();
                }
                if (++turns > RUNAWAY) {
                    throw new IllegalStateException("work causes more work without end at " + instant());
                }
            } while (done > 0);
        } finally {
            running = false;
        }
    }

    private long nanosToNext() {
        long next = Stepped.NEVER;
        for (Stepped work : driven) {
            next = Math.min(next, work.nanosToNext());
        }
        return next;
    }
}
