package dev.rallycast.benchmarks.storage;

import dev.rallycast.spi.Recording;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A thread that, while it is on, reads the newest events of a recording again and again. */
final class TailReader implements AutoCloseable {
    private static final int NEWEST = 16;

    private final Recording recording;
    private final Thread thread;
    private volatile boolean wanted;
    private volatile boolean closed;
    private boolean running; // guarded by this
    private @Nullable RuntimeException failure; // guarded by this
    private volatile long checksum;

    TailReader(Recording recording) {
        this.recording = recording;
        this.thread = new Thread(this::run, "tail-reader");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** Turns it on or off, and returns when it has done so. */
    synchronized void reading(boolean on) {
        wanted = on;
        notifyAll();
        await(() -> running == on || failure != null);
        if (failure != null) {
            throw failure;
        }
    }

    long checksum() {
        return checksum;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            wanted = false;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (awaitWanted()) {
                long sum = 0;
                while (wanted) {
                    long from = Math.max(0, recording.extent().size() - NEWEST);
                    sum += recording.read(from, NEWEST).size();
                }
                checksum = sum;
            }
        } catch (RuntimeException e) {
            synchronized (this) {
                failure = e;
                notifyAll();
            }
        }
    }

    /** Returns true when there is something to do, and false when the end has come. */
    private synchronized boolean awaitWanted() {
        running = false;
        notifyAll();
        await(() -> wanted || closed);
        running = wanted;
        notifyAll();
        return wanted;
    }

    private synchronized void await(BooleanSupplier condition) {
        try {
            while (!condition.getAsBoolean()) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while a benchmark ran", e);
        }
    }
}
