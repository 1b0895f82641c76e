package dev.rallycast.benchmarks.sockets.server;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Sends that are under way. One thread begins and awaits them, any may say that one is done. */
final class Pending {
    private final AtomicInteger count = new AtomicInteger();
    private final Semaphore done = new Semaphore(0);
    private volatile @Nullable Throwable failure;

    void begin(int sends) {
        count.set(sends);
    }

    /** One of them is done, or why it is not. */
    void done(@Nullable Throwable why) {
        if (why != null) {
            failure = why;
        }
        if (count.decrementAndGet() == 0) {
            done.release();
        }
    }

    /** Waits until all are done. */
    void await() throws IOException, InterruptedException {
        done.acquire();
        if (failure != null) {
            throw new IOException("a bare send failed", failure);
        }
    }
}
