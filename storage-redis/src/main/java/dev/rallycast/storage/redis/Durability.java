package dev.rallycast.storage.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What an append has survived when it returns. Beyond that it depends on how the servers are set up, see {@code docs/redis.md},
 * "Durability". Immutable.
 */
public final class Durability {
    private static final Durability ACKNOWLEDGED = new Durability(0, Duration.ZERO);

    private final int replicas;
    private final Duration timeout;

    private Durability(int replicas, Duration timeout) {
        this.replicas = replicas;
        this.timeout = timeout;
    }

    /** The master has it in memory, and in its append-only file if it has one that is synced always. A failover may lose it. */
    public static Durability acknowledged() {
        return ACKNOWLEDGED;
    }

    /**
     * At least so many replicas have it in memory, too: it survives that the master is lost, as long as one of these takes its place.
     * The number that {@code WAIT} returns is checked; with fewer, the append fails with a
     * {@link dev.rallycast.model.StorageUnavailableException}.
     *
     * @param replicas how many, 1 to 1,000
     * @param timeout how long to wait for them, 1 ms to 1 h
     * @throws IllegalArgumentException if either is out of range
     */
    public static Durability replicated(int replicas, Duration timeout) {
        if (replicas < 1 || replicas > 1_000) {
            throw new IllegalArgumentException("replicas is " + replicas + ": expected 1 to 1000");
        }
        requireNonNull(timeout, "timeout");
        // A timeout of 0 would be none at all for WAIT.
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("timeout is " + timeout + ": expected 1 ms to 1 h");
        }
        return new Durability(replicas, timeout);
    }

    /** How many replicas an append waits for; 0 if it waits for none. */
    public int replicas() {
        return replicas;
    }

    /** How long it waits for them. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Durability that && replicas == that.replicas && timeout.equals(that.timeout);
    }

    @Override
    public int hashCode() {
        return 31 * replicas + timeout.hashCode();
    }

    /** {@code acknowledged by the master}, or {@code confirmed by 2 replicas within PT1S}. */
    @Override
    public String toString() {
        return replicas == 0
                ? "acknowledged by the master"
                : "confirmed by " + replicas + (replicas == 1 ? " replica" : " replicas") + " within " + timeout;
    }
}
