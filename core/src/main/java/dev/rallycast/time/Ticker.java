package dev.rallycast.time;

/**
 * A monotonic clock: nanoseconds since an arbitrary origin, so two readings are compared by their difference only.
 * Thread-safe.
 */
@FunctionalInterface
public interface Ticker {
    /** The present reading in nanoseconds; may be any {@code long}, and may wrap. */
    long nanos();

    /** The JVM's monotonic clock. */
    static Ticker system() {
        return System::nanoTime;
    }
}
