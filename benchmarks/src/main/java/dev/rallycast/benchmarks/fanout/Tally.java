package dev.rallycast.benchmarks.fanout;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.time.Ticker;
import org.jspecify.annotations.Nullable;

/** What the sessions of one audience were sent. Used by one thread. */
final class Tally {
    private final Ticker ticker;
    private long messages;
    private long bytes;
    private boolean awaited;
    private long firstAt;
    private @Nullable CloseCode closed;

    Tally(Ticker ticker) {
        this.ticker = ticker;
    }

    void delivered(int size) {
        messages++;
        bytes += size;
        if (awaited) {
            awaited = false;
            firstAt = ticker.nanos();
        }
    }

    void closed(CloseCode code) {
        closed = code;
    }

    /** How many messages were delivered. */
    long messages() {
        return messages;
    }

    /** How many bytes were delivered. */
    long bytes() {
        return bytes;
    }

    /** Notes when the next message is delivered. */
    void awaitNext() {
        awaited = true;
    }

    /** When the message was delivered that was awaited. */
    long firstAt() {
        return firstAt;
    }

    /**
     * Checks that so many messages were delivered since there were {@code before}.
     *
     * @throws IllegalStateException if there were more or fewer, or a session was closed
     */
    void require(long before, long count) {
        if (closed != null) {
            throw new IllegalStateException("a session was closed with " + closed);
        }
        if (messages - before != count) {
            throw new IllegalStateException((messages - before) + " messages were delivered: expected " + count);
        }
    }
}
