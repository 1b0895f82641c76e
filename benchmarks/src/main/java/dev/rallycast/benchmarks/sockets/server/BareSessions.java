package dev.rallycast.benchmarks.sockets.server;

import jakarta.websocket.Session;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The sessions of the bare loop, in the order in which they came. Thread-safe. */
final class BareSessions {
    private final Set<Session> open = new LinkedHashSet<>();

    synchronized void add(Session session) {
        open.add(session);
        notifyAll();
    }

    synchronized void remove(Session session) {
        open.remove(session);
    }

    /** The first of them, once there are so many. */
    synchronized List<Session> first(int count) throws InterruptedException {
        while (open.size() < count) {
            wait();
        }
        return open.stream().limit(count).toList();
    }
}
