package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

/**
 * Who is at the other end of a connection, as the host authenticated them. Two users are the same if their ids are.
 *
 * @param id the host's id of the user; of an anonymous one, an id of this connection alone
 * @param anonymous whether the user is known by nothing but the connection
 */
public record User(String id, boolean anonymous) {
    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the id is empty
     */
    public User {
        if (requireNonNull(id, "id").isEmpty()) {
            throw new IllegalArgumentException("user id is empty");
        }
    }

    /** A user whom the host knows. */
    public static User named(String id) {
        return new User(id, false);
    }

    /** A user known only by the connection; {@code connectionId} tells anonymous users apart. */
    public static User anonymous(String connectionId) {
        return new User(connectionId, true);
    }
}
