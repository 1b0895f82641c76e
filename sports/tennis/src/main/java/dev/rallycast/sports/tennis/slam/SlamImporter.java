package dev.rallycast.sports.tennis.slam;

import static java.util.Objects.requireNonNull;

import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.MatchSink;
import java.nio.file.Path;

/**
 * Imports Grand Slam matches from the point-by-point files of Jeff Sackmann's {@code tennis_slam_pointbypoint} (2011 to
 * 2024, singles, doubles and mixed). The files are under CC BY-NC-SA 4.0 and are not part of this project; a recording made
 * from one is under the same licence, and says so in its details.
 *
 * <p>A points file may hold one match or a whole event; the rows of a match follow each other. The matches file is found
 * beside it: the file that has "matches" in its name in place of "points", else every {@code matches*.csv}. Each match
 * becomes a game with the {@code match_id} as its id and one {@link dev.rallycast.sports.tennis.PointEvent} a point, and a
 * {@link dev.rallycast.sports.tennis.RetirementEvent} where the matches file (of 2011) says so. One match is held in memory
 * at a time, and passed on when it is complete.
 *
 * <p>The score is replayed from the winners of the points by the rules of the event; the files' own scores are only compared
 * with it ({@code score_label_mismatches} in the details). The files say when a point starts; the recording's times are when
 * it ends, which is estimated by {@link dev.rallycast.sports.tennis.PointTiming} and never later than the next start.
 *
 * <p>A strict import, the default, ends at the first malformed row; matches passed on before stay. A lenient one leaves out
 * the row and reports it. Immutable; may be used by several threads.
 */
public final class SlamImporter {
    private final boolean lenient;
    private final ImportProgress progress;

    private SlamImporter(Builder builder) {
        lenient = builder.lenient;
        progress = builder.progress;
    }

    /** A strict importer that tells nobody of its progress. */
    public static SlamImporter strict() {
        return builder().build();
    }

    /** Starts an importer that is strict unless told otherwise. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Imports a points file into storage.
     *
     * @throws ImportException if a file can't be read, or in a strict import something in it is malformed
     * @throws dev.rallycast.model.ReplayException if storage refuses or fails; nothing of that match stays behind
     */
    public ImportReport importInto(Path points, WritableGameStorage storage, MatchSink.Existing existing) {
        return importTo(points, MatchSink.into(storage, existing));
    }

    /**
     * Imports a points file match by match. What the sink throws ends the import and goes on to the caller.
     *
     * @throws ImportException if a file can't be read, or in a strict import something in it is malformed
     */
    public ImportReport importTo(Path points, MatchSink sink) {
        requireNonNull(points, "points");
        requireNonNull(sink, "sink");
        return new SlamImport(sink, lenient, progress).run(points);
    }

    /** Collects the options of an importer. Not thread-safe. */
    public static final class Builder {
        private boolean lenient;
        private ImportProgress progress = (rows, bytesRead, bytesTotal) -> {};

        private Builder() {}

        /** Whether a malformed row is left out and reported, and does not end the import. */
        public Builder lenient(boolean value) {
            lenient = value;
            return this;
        }

        /** Who hears of the progress. */
        public Builder progress(ImportProgress listener) {
            progress = requireNonNull(listener, "listener");
            return this;
        }

        /** The importer. */
        public SlamImporter build() {
            return new SlamImporter(this);
        }
    }
}
