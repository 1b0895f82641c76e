package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.spi.Track;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import dev.rallycast.sports.tennis.scoring.SetScore;
import java.util.Optional;

/**
 * The score of a tennis match, folded from its {@code point} and {@code retirement} events; other kinds are ignored. Sent
 * after each event that changes it.
 *
 * <p>State: {@code {"completed_sets":[[6,4]],"tiebreaks":[null],"sets_won":[1,0],"games":[3,2],"points":["30","15"],
 * "server":1,"tiebreak":false,"winner":null,"retired":null}}. Pairs are in the order of the players. {@code tiebreaks} has
 * an entry for each completed set, {@code [7,5]} where there was a tie-break. {@code points} are called as 0, 15, 30, 40, AD
 * and counted in a tie-break. {@code server} serves the next point; null before the first point, when that is not known, and
 * after the match. After a match that was played out games and points are 0; after a retirement they stay as they stood.
 *
 * <p>A game without a format is scored as best of 3 with a tie-break to 7 in all sets; one with a format that is not the text
 * form of a {@link MatchFormat} has no score track.
 */
public final class ScoreTrack implements Track<Score> {
    private static final String SPORT = "tennis";

    @Override
    public String name() {
        return "score";
    }

    @Override
    public boolean appliesTo(Game game) {
        return game.sport().equals(SPORT) && format(game).isPresent();
    }

    @Override
    public Delivery delivery() {
        return Delivery.LATEST;
    }

    /**
     * The score before the first point.
     *
     * @throws IllegalArgumentException if the game's format is not known
     */
    @Override
    public Score initial(Game game) {
        return Score.start(format(game)
                .orElseThrow(() -> new IllegalArgumentException(
                        "format \"" + game.format() + "\" of game " + game.id() + " is not a tennis match format")));
    }

    private static Optional<MatchFormat> format(Game game) {
        String text = game.format();
        return text == null ? Optional.of(MatchFormat.BEST_OF_3) : MatchFormat.tryParse(text);
    }

    /**
     * The score after one more event.
     *
     * @throws IllegalArgumentException if the data of a point or a retirement does not have its shape
     * @throws IllegalStateException if a point or a retirement follows the end of the match
     */
    @Override
    public Score apply(Score state, GameEvent event, Output output) {
        requireNonNull(state, "state");
        Score next;
        if (event.kind().equals(PointEvent.KIND)) {
            PointEvent point = PointEvent.parse(event.data());
            // The record decides who served: a penalty game or a slip may depart from the rotation.
            next = state.withServer(point.server()).point(point.winner());
        } else if (event.kind().equals(RetirementEvent.KIND)) {
            next = state.retire(RetirementEvent.parse(event.data()).retired());
        } else {
            return state;
        }
        output.emit(encode(next));
        return next;
    }

    @Override
    public Payload encode(Score score) {
        StringBuilder out = new StringBuilder(192).append("{\"completed_sets\":[");
        String separator = "";
        for (SetScore set : score.completedSets()) {
            pair(out.append(separator), set.games1(), set.games2());
            separator = ",";
        }
        out.append("],\"tiebreaks\":[");
        separator = "";
        for (SetScore set : score.completedSets()) {
            out.append(separator);
            if (set.hasTieBreak()) {
                pair(out, set.tieBreak1(), set.tieBreak2());
            } else {
                out.append("null");
            }
            separator = ",";
        }
        pair(out.append("],\"sets_won\":"), score.setsWon(1), score.setsWon(2));
        pair(out.append(",\"games\":"), score.games1(), score.games2());
        out.append(",\"points\":[\"").append(score.label(1)).append("\",\"").append(score.label(2));
        side(out.append("\"],\"server\":"), score.server());
        out.append(",\"tiebreak\":").append(score.isTieBreak());
        side(out.append(",\"winner\":"), score.winner());
        side(out.append(",\"retired\":"), score.retired());
        return Payload.of(out.append('}').toString());
    }

    private static void pair(StringBuilder out, int one, int two) {
        out.append('[').append(one).append(',').append(two).append(']');
    }

    private static void side(StringBuilder out, int side) {
        if (side == 0) {
            out.append("null");
        } else {
            out.append(side);
        }
    }
}
