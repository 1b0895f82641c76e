package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;

/**
 * What reading a recording through has found.
 *
 * @param file the file
 * @param checksummed whether each line should have a checksum
 * @param bytes the length of the text
 * @param events how many events are whole
 * @param ended whether a whole end mark is there
 * @param durationNanos the greatest time of a whole event in nanoseconds; 0 if there is none
 * @param missingEvents how many events are known to be missing, in damaged lines or gone; at least
 * @param tornBytes how many bytes at the end are a torn tail, see {@code docs/recording-format.md}, "Torn tail and damage"
 * @param problemCount how many problems there are
 * @param problems the first {@value #MAX_LISTED} of them
 * @param noteCount how many things there are that are worth a look, but allowed: times below the one before
 * @param notes the first {@value #MAX_LISTED} of them
 */
public record Verification(
        Path file,
        boolean checksummed,
        long bytes,
        long events,
        boolean ended,
        long durationNanos,
        long missingEvents,
        long tornBytes,
        long problemCount,
        List<Problem> problems,
        long noteCount,
        List<Problem> notes) {
    /** How many problems, and how many notes, are listed at most. */
    public static final int MAX_LISTED = 100;

    /** Copies the lists. */
    public Verification {
        requireNonNull(file, "file");
        problems = List.copyOf(problems);
        notes = List.copyOf(notes);
    }

    /** Whether there is neither a problem nor a torn tail, so that there is nothing to repair. */
    public boolean isClean() {
        return problemCount == 0 && tornBytes == 0;
    }
}
