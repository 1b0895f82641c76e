package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a repair has done.
 *
 * @param found what was there before
 * @param events how many events the recording has now: all that were whole
 * @param lostLines how many lines were left out, as they are damaged or in the file twice; without the torn tail
 * @param lostBytes their length
 * @param tornBytes the length of the torn tail that was cut off
 * @param lineFeedAdded whether the last line was whole but for its line feed, as editors leave it, and got that
 * @param headerMadeAnew whether the header was not whole, so that some metadata may be lost or wrong
 * @param kept where what was taken away is: all of the old file, or only its torn tail if nothing else was wrong; empty if
 *     nothing was taken away
 */
public record Repair(
        Verification found,
        long events,
        long lostLines,
        long lostBytes,
        long tornBytes,
        boolean lineFeedAdded,
        boolean headerMadeAnew,
        Optional<Path> kept) {
    /** Checks the components. */
    public Repair {
        requireNonNull(found, "found");
        requireNonNull(kept, "kept");
    }

    /** Whether there was something to repair; if not, nothing was changed. */
    public boolean changed() {
        return kept.isPresent() || lineFeedAdded;
    }
}
