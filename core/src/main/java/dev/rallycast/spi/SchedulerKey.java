package dev.rallycast.spi;

import static java.util.Objects.requireNonNull;

/**
 * What is shared: sessions with equal keys watch one playback.
 *
 * @param type the scheduler type's name
 * @param gameId the game
 * @param owner the user to whom the playback belongs, or empty if it belongs to the game alone
 */
public record SchedulerKey(String type, String gameId, String owner) {
    /** Checks that nothing is missing. */
    public SchedulerKey {
        requireNonNull(type, "type");
        requireNonNull(gameId, "gameId");
        requireNonNull(owner, "owner");
    }
}
