package dev.rallycast;

/** Steps loops: a thread for each in production, the thread that moves a virtual clock in tests. */
interface LoopDriver {
    /** Steps the loop from now on. */
    void start(Loop loop, String name);

    /** Something was handed to the loop. Any thread. */
    void wake(Loop loop);

    /** Runs blocking work, off the loops. Any thread. */
    void block(Runnable work);

    /** Whether the caller of {@link #close()} may wait for what the loops still do. */
    boolean hasThreads();

    /** No longer steps anything, and drops work that has not begun. */
    void close();
}
