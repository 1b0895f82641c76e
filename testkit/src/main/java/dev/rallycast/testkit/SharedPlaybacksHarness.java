package dev.rallycast.testkit;

import dev.rallycast.spi.SharedPlaybacks;
import java.io.IOException;
import java.time.Duration;

/** Gives a {@link SharedPlaybacksContract} nodes that share playbacks. Each harness begins empty, apart from all others. */
public interface SharedPlaybacksHarness extends AutoCloseable {
    /**
     * Another node, with a way to the store of its own. It is closed with the harness.
     *
     * @param name the node's, which it is to have as {@link SharedPlaybacks#node()}
     * @param lease how long its sessions are counted when it is heard of no more; its {@link SharedPlaybacks#holdEvery()} is shorter
     */
    SharedPlaybacks node(String name, Duration lease);

    /**
     * Lets a moment pass while the contract waits for something: by default 5 ms.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    default void pass() throws InterruptedException {
        Await.moment();
    }

    /** Closes the nodes and removes what they share. */
    @Override
    void close() throws IOException;
}
