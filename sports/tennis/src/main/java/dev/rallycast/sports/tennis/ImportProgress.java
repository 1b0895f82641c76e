package dev.rallycast.sports.tennis;

/** Hears how far an import is, on the importing thread, after each match and about every 1000 rows. */
@FunctionalInterface
public interface ImportProgress {
    /**
     * Takes the progress.
     *
     * @param rows rows read so far
     * @param bytesRead bytes of the file read so far
     * @param bytesTotal the size of the file in bytes
     */
    void progress(long rows, long bytesRead, long bytesTotal);
}
