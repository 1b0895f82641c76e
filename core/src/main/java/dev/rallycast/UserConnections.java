package dev.rallycast;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The connections of each user whom the host knows, which are limited. Thread-safe. */
final class UserConnections {
    private final Map<String, Set<Connection>> byUser = new ConcurrentHashMap<>();
    private final int max;
    private final boolean replaces;

    /** Limits a user to {@code max} connections; one more takes the place of the oldest, or is turned away itself. */
    UserConnections(int max, boolean replaces) {
        this.max = max;
        this.replaces = replaces;
    }

    /** Counts a connection, and returns the one that has to go, if any. */
    @Nullable
    Connection add(Connection connection) {
        if (connection.user().anonymous()) {
            return null;
        }
        Connection[] surplus = new Connection[1];
        byUser.compute(connection.user().id(), (user, known) -> {
            Set<Connection> connections = known == null ? new LinkedHashSet<>(2) : known;
            connections.add(connection);
            if (connections.size() > max) {
                surplus[0] = replaces ? connections.iterator().next() : connection;
                connections.remove(surplus[0]);
            }
            return connections;
        });
        return surplus[0];
    }

    /** Does not count a connection any more. */
    void remove(Connection connection) {
        if (!connection.isKnown()) {
            return;
        }
        byUser.computeIfPresent(connection.user().id(), (user, connections) -> {
            connections.remove(connection);
            return connections.isEmpty() ? null : connections;
        });
    }
}
