package dev.rallycast.storage.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An executor without a thread: a period passes when the test says so, on the test's thread. */
final class ManualExecutor extends ScheduledThreadPoolExecutor {
    static final Duration PERIOD = Duration.ofMillis(250);

    private final List<Periodic> tasks = new ArrayList<>();

    ManualExecutor() {
        super(0);
    }

    /** Lets one period pass. */
    void pass() {
        for (Periodic task : List.copyOf(tasks)) {
            task.pass();
        }
    }

    /** The tasks that still run once a period. */
    long scheduled() {
        return tasks.stream().filter(task -> !task.isDone()).count();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        if (first != unit.convert(PERIOD) || delay != unit.convert(PERIOD)) {
            throw new IllegalArgumentException("first " + first + ", delay " + delay + ": expected " + PERIOD);
        }
        Periodic periodic = new Periodic(task);
        tasks.add(periodic);
        return periodic;
    }

    /** Ends, like those of the library's executors, with the first run that throws. */
    private static final class Periodic extends FutureTask<Void> implements ScheduledFuture<Void> {
        Periodic(Runnable task) {
            super(task, null);
        }

        void pass() {
            runAndReset();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(PERIOD);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
