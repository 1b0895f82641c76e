package dev.rallycast;

/** Steps loops: a thread for each in production, the thread that moves a virtual clock in tests. */
interface LoopDriver {
    /** Steps the loop from now on. */
    void start(Loop loop, String name);

    /** Something was handed to the loop. Any thread. */
    void wake(Loop loop);

    /** Reads recordings, off the loops. Any thread. */
    void block(Runnable work);

    /** Asks the host something, which may take its time, off the loops and apart from {@link #block}. Any thread. */
    void ask(Runnable work);

    /** Whether the caller of {@link #close()} may wait for what the loops still do. */
    boolean hasThreads();

    /** No longer steps anything, and drops work that has not begun. */
    void close();
}
