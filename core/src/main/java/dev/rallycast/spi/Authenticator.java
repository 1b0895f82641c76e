package dev.rallycast.spi;

/**
 * The host's answer to who connects. Ready ones are in {@code dev.rallycast.auth}. Called once for each connection, off the
 * engine's loops, so it may block; the client waits for {@code hello} meanwhile.
 */
@FunctionalInterface
public interface Authenticator {
    /**
     * Tells who it is.
     *
     * @throws AuthenticationException if the client is not let in: it hears why, and is closed with {@code UNAUTHENTICATED} or
     *     {@code FORBIDDEN}
     * @throws Exception if that can't be told now: logged, and the client is closed with {@code INTERNAL}, to come back later
     */
    Identity authenticate(Handshake handshake) throws Exception;
}
