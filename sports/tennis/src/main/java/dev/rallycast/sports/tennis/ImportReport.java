package dev.rallycast.sports.tennis;

import java.util.List;

/**
 * What an import did. Immutable.
 *
 * @param rows rows read, without the header
 * @param matches matches that the sink kept
 * @param existing matches that the sink skipped
 * @param points points of the matches that the sink kept
 * @param skippedRows rows left out because of a problem; always 0 in a strict import
 * @param incompleteRows rows of which only what is malformed was left out; always 0 in a strict import
 * @param problems the problems behind both, the first {@value #MAX_PROBLEMS}
 */
public record ImportReport(
        long rows,
        int matches,
        int existing,
        long points,
        long skippedRows,
        long incompleteRows,
        List<ImportException> problems) {
    /** The greatest number of problems kept. */
    public static final int MAX_PROBLEMS = 100;

    /** Copies the list. */
    public ImportReport {
        problems = List.copyOf(problems);
    }
}
