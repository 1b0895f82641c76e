package dev.rallycast.benchmarks.sockets.server;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The sessions of a bare loop, in the order in which they came. Thread-safe.
 *
 * @param <S> what a session is in this server
 */
final class BareSessions<S> {
    private final Set<S> open = new LinkedHashSet<>();

    synchronized void add(S session) {
        open.add(session);
        notifyAll();
    }

    synchronized void remove(S session) {
        open.remove(session);
    }

    /** The first of them, once there are so many. */
    synchronized List<S> first(int count) throws InterruptedException {
        while (open.size() < count) {
            wait();
        }
        return open.stream().limit(count).toList();
    }
}
