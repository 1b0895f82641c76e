package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.User;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is, and for how long that holds.
 *
 * @param expires when the client has to authenticate again, or null for as long as the connection lasts
 */
public record Identity(User user, @Nullable Instant expires) {
    /** Checks that there is a user. */
    public Identity {
        requireNonNull(user, "user");
    }

    /** Somebody, for as long as the connection lasts. */
    public static Identity of(User user) {
        return new Identity(user, null);
    }

    /** Somebody until a moment, at which the connection is closed with {@code AUTH_EXPIRED}. */
    public static Identity until(User user, Instant expires) {
        return new Identity(user, requireNonNull(expires, "expires"));
    }
}
