package dev.rallycast.benchmarks.harness;

import dev.rallycast.time.Ticker;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The two clocks of a measurement.
 *
 * @param wall time that passes
 * @param cpu time that the calling thread has had a processor; it stands still while other programs have it, and while the
 *     disk is waited for
 */
public record Stopwatch(Ticker wall, Ticker cpu) {
    /** The JVM's own clocks. */
    public static Stopwatch system() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return new Stopwatch(
                Ticker.system(),
                threads.isCurrentThreadCpuTimeSupported() ? threads::getCurrentThreadCpuTime : () -> 0);
    }
}
