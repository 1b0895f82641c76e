package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.Game;
import java.util.List;

/**
 * A match that is ready to be recorded. Immutable.
 *
 * @param game its metadata
 * @param events its events in order
 */
public record TennisMatch(Game game, List<EventDraft> events) {
    /** Copies the list. */
    public TennisMatch {
        requireNonNull(game, "game");
        events = List.copyOf(events);
    }
}
