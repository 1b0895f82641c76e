package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;

/**
 * The statistics of a tennis match, folded from its {@code point} events; other kinds are ignored. Sent after each point. Its
 * state is described in {@code docs/tennis.md}. It applies to the games that have a {@link ScoreTrack}.
 */
public final class StatsTrack implements Track<MatchStats> {
    private static final ScoreTrack SCORE = new ScoreTrack();

    @Override
    public String name() {
        return "stats";
    }

    @Override
    public boolean appliesTo(Game game) {
        return SCORE.appliesTo(game);
    }

    @Override
    public Delivery delivery() {
        return Delivery.LATEST;
    }

    /**
     * The statistics before the first point.
     *
     * @throws IllegalArgumentException if the game's format is not known
     */
    @Override
    public MatchStats initial(Game game) {
        return MatchStats.start(SCORE.initial(game));
    }

    /**
     * The statistics after one more event.
     *
     * @throws IllegalArgumentException if the data of a point does not have its shape
     * @throws IllegalStateException if a point follows the end of the match
     */
    @Override
    public MatchStats apply(MatchStats state, GameEvent event, Output output) {
        requireNonNull(state, "state");
        if (!event.kind().equals(PointEvent.KIND)) {
            return state;
        }
        MatchStats next = state.point(PointEvent.parse(event.data()));
        output.emit(next.payload());
        return next;
    }

    @Override
    public Payload encode(MatchStats stats) {
        return stats.payload();
    }
}
