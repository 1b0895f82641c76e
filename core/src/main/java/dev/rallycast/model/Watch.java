package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A wish to watch an ongoing playback of a game: to share its pause, speed and seeks, and to do nothing.
 *
 * @param mode the playback's type
 * @param player the id of the user to whom the playback belongs; null if it belongs to the game alone
 */
public record Watch(String mode, @Nullable String player) {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if the player is empty
     */
    public Watch {
        requireNonNull(mode, "mode");
        if (player != null && player.isEmpty()) {
            throw new IllegalArgumentException("player is empty: expected a user's id");
        }
    }
}
