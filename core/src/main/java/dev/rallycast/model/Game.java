package dev.rallycast.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A game's identity and what is known of it beforehand. Immutable.
 *
 * <p>All components but {@code details} are public metadata and reach every client, so none of them may tell how the game
 * ended or how long it is.
 *
 * @param id 1 to 128 NFC code points without controls, see {@link GameIds}
 * @param sport the sport's short name in lower case, {@code "tennis"}
 * @param players the sides in the order of the recording, a doubles team as one entry
 * @param mode how the game was played ({@code "pvp"}, {@code "pvai"}, {@code "aivai"}), if that is known
 * @param event the event or tournament
 * @param surface the surface or venue type
 * @param format the sport's own text form of the rules in force
 * @param scheduledStart when the game is or was to start
 * @param details private metadata for the host (source, licence, which times are synthetic), never sent to clients
 */
public record Game(
        String id,
        String sport,
        List<String> players,
        @Nullable String mode,
        @Nullable String event,
        @Nullable String surface,
        @Nullable String format,
        @Nullable Instant scheduledStart,
        Map<String, String> details) {

    /**
     * Checks the id and copies the collections.
     *
     * @throws InvalidGameIdException if the id breaks the rule of {@link GameIds}
     */
    public Game {
        GameIds.require(requireNonNull(id, "id"));
        requireNonNull(sport, "sport");
        players = List.copyOf(players);
        details = Map.copyOf(details);
    }

    /** A game of which only id and sport are known. */
    public static Game of(String id, String sport) {
        return builder(id, sport).build();
    }

    /** Starts a game of which id and sport are known. */
    public static Builder builder(String id, String sport) {
        return new Builder(id, sport);
    }

    /** Collects a game's metadata. Not thread-safe. */
    public static final class Builder {
        private final String id;
        private final String sport;
        private List<String> players = List.of();
        private @Nullable String mode;
        private @Nullable String event;
        private @Nullable String surface;
        private @Nullable String format;
        private @Nullable Instant scheduledStart;
        private Map<String, String> details = Map.of();

        private Builder(String id, String sport) {
            this.id = requireNonNull(id, "id");
            this.sport = requireNonNull(sport, "sport");
        }

        /** The sides in the order of the recording. */
        public Builder players(String... names) {
            players = List.of(names);
            return this;
        }

        /** The sides in the order of the recording. */
        public Builder players(List<String> names) {
            players = List.copyOf(names);
            return this;
        }

        /** How the game was played. */
        public Builder mode(@Nullable String value) {
            mode = value;
            return this;
        }

        /** The event or tournament. */
        public Builder event(@Nullable String value) {
            event = value;
            return this;
        }

        /** The surface or venue type. */
        public Builder surface(@Nullable String value) {
            surface = value;
            return this;
        }

        /** The sport's own text form of the rules in force. */
        public Builder format(@Nullable String value) {
            format = value;
            return this;
        }

        /** When the game is or was to start. */
        public Builder scheduledStart(@Nullable Instant value) {
            scheduledStart = value;
            return this;
        }

        /** Private metadata, never sent to clients. */
        public Builder details(Map<String, String> values) {
            details = Map.copyOf(values);
            return this;
        }

        /** The game. */
        public Game build() {
            return new Game(id, sport, players, mode, event, surface, format, scheduledStart, details);
        }
    }
}
