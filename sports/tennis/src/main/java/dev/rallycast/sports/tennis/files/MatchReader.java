package dev.rallycast.sports.tennis.files;

import dev.rallycast.sports.tennis.TennisMatch;
import org.jspecify.annotations.Nullable;

/** Takes the rows of one match in the order of the file. */
public interface MatchReader {
    /**
     * Takes a row.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if it is malformed; a lenient import leaves it out and goes on
     */
    void row(CsvRow row);

    /** Hears that a row was left out, because of an exception of {@link #row} or because it can't be read. */
    void rowLost();

    /** The match, after its last row; null if it has no point. */
    @Nullable
    TennisMatch finish();
}
