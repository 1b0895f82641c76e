package dev.rallycast.sports.tennis.files;

import static java.util.Objects.requireNonNull;

import dev.rallycast.sports.tennis.scoring.MatchFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a match beforehand. All but {@code retired} and {@code details} becomes public metadata, so nothing else may
 * tell how the match goes. Immutable.
 *
 * @param id the game's id
 * @param players the sides in order
 * @param event the tournament with the year
 * @param surface {@code "hard"}, {@code "clay"}, {@code "grass"}, or what else the source has, in lower case
 * @param format the rules
 * @param retired the side that retired after the last point, 0 if none did or the source does not say so
 * @param details private metadata, such as the source and its licence
 */
public record MatchMetadata(
        String id,
        List<String> players,
        @Nullable String event,
        @Nullable String surface,
        MatchFormat format,
        int retired,
        Map<String, String> details) {
    /** Copies the collections. */
    public MatchMetadata {
        requireNonNull(id, "id");
        requireNonNull(format, "format");
        players = List.copyOf(players);
        details = Map.copyOf(details);
    }
}
