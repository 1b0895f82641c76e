package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.spi.WritableGameStorage;

/** Takes matches one at a time, called on the thread of whoever produces them. */
@FunctionalInterface
public interface MatchSink {
    /** What to do with a match whose game is recorded already. */
    enum Existing {
        /**
         * Leave the recording as it is, unless it has no end mark and nobody is writing it: then an import that was killed has left
         * it.
         */
        SKIP,
        /** Delete the recording and make it anew. */
        REPLACE
    }

    /**
     * Takes a match.
     *
     * @return whether it was kept; false if it was skipped
     */
    boolean accept(TennisMatch match);

    /**
     * A sink that records each match and writes its end mark. If that fails, nothing of the match stays behind, and the
     * exception goes on to the caller.
     */
    static MatchSink into(WritableGameStorage storage, Existing existing) {
        return new StorageSink(requireNonNull(storage, "storage"), requireNonNull(existing, "existing"));
    }
}
