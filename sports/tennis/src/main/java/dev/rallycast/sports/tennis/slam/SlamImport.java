package dev.rallycast.sports.tennis.slam;

import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.MatchSink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of the importer over one points file. */
final class SlamImport {
    private static final int PROGRESS_ROWS = 1000;

    private final MatchSink sink;
    private final boolean lenient;
    private final ImportProgress progress;
    private final Set<String> seen = new HashSet<>();
    private final List<ImportException> problems = new ArrayList<>();
    private long rows;
    private int matches;
    private int existing;
    private long points;
    private long skippedRows;
    private String currentId = "";
    /** The match at hand; null before the first row and while the rows of a match that can't be imported are skipped. */
    private @Nullable MatchBuilder current;

    SlamImport(MatchSink sink, boolean lenient, ImportProgress progress) {
        this.sink = sink;
        this.lenient = lenient;
        this.progress = progress;
    }

    ImportReport run(Path path) {
        Map<String, MatchInfo> known = MatchesFile.read(MatchesFile.beside(path), this::problem);
        try (CsvFile file = CsvFile.open(path, PointRow.REQUIRED)) {
            while (nextRow(file)) {
                rows++;
                if (!file.get("match_id").equals(currentId) && finishMatch()) {
                    progress.progress(rows, file.bytesRead(), file.size());
                }
                try {
                    take(file, known);
                } catch (ImportException e) {
                    problem(e);
                    skippedRows++;
                    if (current != null) {
                        current.skipRow();
                    }
                }
                if (rows % PROGRESS_ROWS == 0) {
                    progress.progress(rows, file.bytesRead(), file.size());
                }
            }
            finishMatch();
            progress.progress(rows, file.bytesRead(), file.size());
        }
        return new ImportReport(rows, matches, existing, points, skippedRows, problems);
    }

    private boolean nextRow(CsvFile file) {
        while (true) {
            try {
                return file.next();
            } catch (ImportException e) {
                problem(e);
                rows++;
                skippedRows++;
            }
        }
    }

    private void take(CsvFile file, Map<String, MatchInfo> known) {
        String id = file.get("match_id");
        if (!id.equals(currentId)) {
            currentId = id;
            MatchInfo match = known.get(id);
            if (match == null) {
                throw file.problem("match_id", "match \"" + id + "\" is in no matches file");
            }
            if (!seen.add(id)) {
                throw file.problem(
                        "match_id", "match " + id + " goes on after another match: expected its rows together");
            }
            current = new MatchBuilder(match);
        }
        if (current == null) {
            // The problem was reported with the match's first row.
            skippedRows++;
            return;
        }
        PointRow point = PointRow.read(file, current.match());
        if (point != null) {
            current.add(point, file);
        }
    }

    /** Passes on the match at hand, if any; one without a single point is left out. */
    private boolean finishMatch() {
        MatchBuilder done = current;
        current = null;
        if (done == null || done.points() == 0) {
            return false;
        }
        if (sink.accept(done.build())) {
            matches++;
            points += done.points();
        } else {
            existing++;
        }
        return true;
    }

    private void problem(ImportException problem) {
        // A file that can't be read further has a cause; there is no leaving that out.
        if (!lenient || problem.getCause() != null) {
            throw problem;
        }
        if (problems.size() < ImportReport.MAX_PROBLEMS) {
            problems.add(problem);
        }
    }
}
