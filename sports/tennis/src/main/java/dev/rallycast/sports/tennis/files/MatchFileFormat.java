package dev.rallycast.sports.tennis.files;

import java.nio.file.Path;
import java.util.List;

/**
 * A format of files that hold matches. Implement it to import another; instances are immutable and may be used by several
 * threads.
 */
public interface MatchFileFormat {
    /** A short name in lower case, which users write to choose the format: {@code "slam"}. */
    String name();

    /** What it is, for people, a few words that begin with a capital letter. */
    String title();

    /** The columns that a file of this format has in its header and by which it is told from others; not empty. */
    List<String> columns();

    /** Whether a file that begins like this is of this format. */
    default boolean fits(FileHead head) {
        return head.hasColumns(columns());
    }

    /**
     * Whether a file that begins like this goes with files of this format but holds no points, such as a list of matches. It
     * is read together with those files.
     */
    default boolean isCompanion(FileHead head) {
        return false;
    }

    /**
     * Reads a file and passes its matches on, one at a time and each when it is complete, on the calling thread.
     *
     * <p>Recorded events hold nothing about later points, and a match's public metadata nothing about its course.
     *
     * @throws dev.rallycast.sports.tennis.ImportException if a file can't be read, or in a strict import something in it is
     *     malformed
     */
    void read(Path file, ImportRun run);
}
