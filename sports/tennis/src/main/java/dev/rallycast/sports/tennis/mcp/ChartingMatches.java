package dev.rallycast.sports.tennis.mcp;

import dev.rallycast.model.GameIds;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is known of matches beforehand: from the matches files beside a points file, and from the ids. */
final class ChartingMatches {
    static final List<String> COLUMNS = List.of("match_id", "Player 1", "Player 2");

    private final Map<String, CsvRow> rows = new HashMap<>();

    private ChartingMatches() {}

    /** Reads the matches files beside a points file; there may be none. */
    static ChartingMatches beside(Path points, ImportRun run) {
        ChartingMatches matches = new ChartingMatches();
        for (Path path : files(points)) {
            try (CsvFile file = CsvFile.open(path, COLUMNS, CsvFile.Repeated.REFUSED)) {
                boolean more = true;
                while (more) {
                    try {
                        CsvRow row = file.next();
                        more = row != null;
                        if (row != null) {
                            matches.rows.putIfAbsent(row.get("match_id"), row);
                        }
                    } catch (ImportException e) {
                        run.listed(e);
                    }
                }
            }
        }
        return matches;
    }

    private static List<Path> files(Path points) {
        Path folder = points.toAbsolutePath().getParent();
        if (folder == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.contains("matches") && name.endsWith(".csv") && Files.isRegularFile(file);
                    })
                    .filter(file -> FileHead.read(file).hasColumns(COLUMNS))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ImportException(
                    String.valueOf(points.getFileName()), 0, null, "the folder can't be listed: " + e, e);
        }
    }

    /**
     * What is known of the match of a point.
     *
     * @throws ImportException if its id is malformed, or its row in a matches file
     */
    MatchMetadata metadata(CsvRow point) {
        String id = point.get("match_id");
        ChartedId parts = ChartedId.parse(id);
        if (!GameIds.isValid(id) || parts == null) {
            throw point.problem(
                    "match_id",
                    "\"" + id + "\" is not an id of a charted match: expected"
                            + " date-M or W-tournament-round-first player-second player");
        }
        CsvRow row = rows.get(id);
        String event = field(row, "Tournament", parts.tournament());
        Map<String, String> details = new HashMap<>(Map.of(
                "source",
                "The Tennis Abstract Match Charting Project",
                "licence",
                "CC BY-NC-SA 4.0",
                "discipline",
                parts.discipline().text(),
                "date",
                parts.date(),
                "round",
                parts.round(),
                "format_source",
                row == null ? "assumed" : "matches file"));
        return new MatchMetadata(
                id,
                List.of(field(row, "Player 1", parts.player1()), field(row, "Player 2", parts.player2())),
                event + " " + parts.year(),
                surface(row, parts),
                row == null ? ChartedRules.assumed(parts) : ChartedRules.of(row, parts),
                0,
                details);
    }

    private static String field(@Nullable CsvRow row, String column, String otherwise) {
        String value = row == null ? "" : row.get(column);
        return value.isEmpty() ? otherwise : value;
    }

    private static @Nullable String surface(@Nullable CsvRow row, ChartedId parts) {
        String surface = row == null ? "" : row.get("Surface").toLowerCase(Locale.ROOT);
        if (!surface.isEmpty()) {
            return surface;
        }
        return parts.slam() == null ? null : parts.slam().surface();
    }
}
