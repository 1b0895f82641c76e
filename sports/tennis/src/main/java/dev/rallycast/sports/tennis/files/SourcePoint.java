package dev.rallycast.sports.tennis.files;

import static java.util.Objects.requireNonNull;

import dev.rallycast.sports.tennis.PointDetail;
import dev.rallycast.sports.tennis.shots.Rally;
import org.jspecify.annotations.Nullable;

/**
 * A point as a file has it. Immutable.
 *
 * @param number the file's number of the point, from 1
 * @param startSeconds when it started, in seconds; {@link #NO_TIME} if the file does not say so
 * @param server the side that served, 1 or 2
 * @param winner the side that won, 1 or 2
 * @param detail what else is known
 * @param rally its strokes; null if the file does not have them
 * @param check compares the file's score with that of the rules
 */
public record SourcePoint(
        int number,
        int startSeconds,
        int server,
        int winner,
        PointDetail detail,
        @Nullable Rally rally,
        ScoreCheck check) {
    /** The value of {@code startSeconds} where the file says nothing. */
    public static final int NO_TIME = -1;

    /** Checks that nothing is null. */
    public SourcePoint {
        requireNonNull(detail, "detail");
        requireNonNull(check, "check");
    }

    /** A point whose strokes the file does not have. */
    public SourcePoint(int number, int startSeconds, int server, int winner, PointDetail detail, ScoreCheck check) {
        this(number, startSeconds, server, winner, detail, null, check);
    }
}
