package dev.rallycast.sports.tennis.files;

import static java.util.Objects.requireNonNull;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.ImportProgress;
import dev.rallycast.sports.tennis.ImportReport;
import dev.rallycast.sports.tennis.MatchSink;
import dev.rallycast.sports.tennis.PointEvent;
import dev.rallycast.sports.tennis.TennisMatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run of an import over one file: passes matches on, counts, and decides what becomes of problems. Not thread-safe. */
public final class ImportRun {
    private static final int PROGRESS_ROWS = 1000;

    private final MatchSink sink;
    private final boolean lenient;
    private final ImportProgress progress;
    private final boolean shots;
    private final List<ImportException> problems = new ArrayList<>();
    private long rows;
    private int matches;
    private int existing;
    private long points;
    private long skippedRows;
    private long incompleteRows;
    private long lastIncomplete;

    /** A run that has read nothing yet. */
    public ImportRun(MatchSink sink, boolean lenient, ImportProgress progress) {
        this(sink, lenient, progress, false);
    }

    /** A run that has read nothing yet, and whose matches have events for shots, too, if so wanted. */
    public ImportRun(MatchSink sink, boolean lenient, ImportProgress progress, boolean shots) {
        this.sink = requireNonNull(sink, "sink");
        this.lenient = lenient;
        this.progress = requireNonNull(progress, "progress");
        this.shots = shots;
    }

    /** Whether recordings shall have events for shots. */
    public boolean shots() {
        return shots;
    }

    /**
     * Reads the rows of a file in which the rows of a match follow each other.
     *
     * @param idColumn the column that says to which match a row belongs
     * @param open makes the reader of a match from its first row, or throws an {@link ImportException} if the match can't be
     *     imported; then a lenient import leaves out all its rows
     */
    public void readMatches(CsvFile file, String idColumn, Function<CsvRow, ? extends MatchReader> open) {
        Set<String> seen = new HashSet<>();
        String currentId = null;
        MatchReader current = null;
        CsvRow row = nextRow(file, null);
        while (row != null) {
            String id = row.get(idColumn);
            if (!id.equals(currentId)) {
                if (finish(current)) {
                    tell(file);
                }
                current = null;
                currentId = id;
                current = opened(row, idColumn, seen.add(id), open);
            } else if (current == null) {
                // The problem was reported with the match's first row.
                skippedRows++;
            }
            if (current != null) {
                take(row, current);
            }
            if (rows % PROGRESS_ROWS == 0) {
                tell(file);
            }
            row = nextRow(file, current);
        }
        finish(current);
        tell(file);
    }

    private @Nullable MatchReader opened(
            CsvRow row, String idColumn, boolean isNew, Function<CsvRow, ? extends MatchReader> open) {
        try {
            if (!isNew) {
                throw row.problem(
                        idColumn,
                        "match " + row.get(idColumn) + " goes on after another match: expected its rows together");
            }
            return open.apply(row);
        } catch (ImportException e) {
            leftOut(e);
            return null;
        }
    }

    private void take(CsvRow row, MatchReader reader) {
        try {
            reader.row(row);
        } catch (ImportException e) {
            leftOut(e);
            reader.rowLost();
        }
    }

    private @Nullable CsvRow nextRow(CsvFile file, @Nullable MatchReader current) {
        while (true) {
            try {
                CsvRow row = file.next();
                rows += row == null ? 0 : 1;
                return row;
            } catch (ImportException e) {
                leftOut(e);
                rows++;
                if (current != null) {
                    // Which match it belongs to can't be read, either.
                    current.rowLost();
                }
            }
        }
    }

    private boolean finish(@Nullable MatchReader reader) {
        TennisMatch match = reader == null ? null : reader.finish();
        if (match == null) {
            return false;
        }
        if (sink.accept(match)) {
            matches++;
            points += match.events().stream()
                    .filter(event -> event.kind().equals(PointEvent.KIND))
                    .count();
        } else {
            existing++;
        }
        return true;
    }

    private void tell(CsvFile file) {
        progress.progress(rows, file.bytesRead(), file.size());
    }

    /**
     * Reports a row that is left out.
     *
     * @throws ImportException the problem itself, if the import is strict or the file can't be read further
     */
    public void leftOut(ImportException problem) {
        report(problem);
        skippedRows++;
    }

    /**
     * Reports a row of which only a part is left out.
     *
     * @throws ImportException the problem itself, if the import is strict or the file can't be read further
     */
    public void incomplete(ImportException problem) {
        report(problem);
        if (problem.line() != lastIncomplete) {
            lastIncomplete = problem.line();
            incompleteRows++;
        }
    }

    /**
     * Reports a problem in a list of matches, of which a row is left out. The rows of a match that it leaves unknown are
     * reported by themselves.
     *
     * @throws ImportException the problem itself, if the import is strict or the file can't be read further
     */
    public void listed(ImportException problem) {
        report(problem);
    }

    private void report(ImportException problem) {
        // A file that can't be read further has a cause; there is no leaving that out.
        if (!lenient || problem.getCause() != null) {
            throw problem;
        }
        if (problems.size() < ImportReport.MAX_PROBLEMS) {
            problems.add(problem);
        }
    }

    /** What was done so far. */
    public ImportReport report() {
        return new ImportReport(rows, matches, existing, points, skippedRows, incompleteRows, problems);
    }
}
