package dev.rallycast.transport.jakarta;

import dev.rallycast.model.User;
import org.jspecify.annotations.Nullable;

/** The host's answer to who is connecting. Called by the container's thread that handles the request; may block. */
@FunctionalInterface
public interface UserResolver {
    /**
     * Tells who it is, or null if the client has not proved to be anybody. After null or an exception the connection is
     * closed with 4500 {@code UNAUTHENTICATED}, and the client does not come back by itself.
     *
     * @throws Exception if the user can't be told
     */
    @Nullable
    User resolve(Handshake handshake) throws Exception;

    /** The container's principal where there is one, otherwise an anonymous user. */
    static UserResolver principalOrAnonymous() {
        return handshake -> handshake.principal() == null
                ? User.anonymous(handshake.connectionId())
                : User.named(handshake.principal().getName());
    }
}
