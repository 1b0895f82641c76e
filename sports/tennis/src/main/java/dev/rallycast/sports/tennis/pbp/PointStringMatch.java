package dev.rallycast.sports.tennis.pbp;

import dev.rallycast.model.GameIds;
import dev.rallycast.sports.tennis.TennisMatch;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.ImportRun;
import dev.rallycast.sports.tennis.files.MatchBuilder;
import dev.rallycast.sports.tennis.files.MatchMetadata;
import dev.rallycast.sports.tennis.files.MatchReader;
import dev.rallycast.sports.tennis.files.ScoreCheck;
import dev.rallycast.sports.tennis.files.SourcePoint;
import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.Score;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the one row of a match. */
final class PointStringMatch implements MatchReader {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM yy", Locale.ENGLISH);

    private final ImportRun run;
    private @Nullable TennisMatch match;

    PointStringMatch(ImportRun run) {
        this.run = run;
    }

    @Override
    public void row(CsvRow row) {
        if (match != null) {
            throw row.problem("pbp_id", "match " + row.get("pbp_id") + " occurs twice");
        }
        MatchBuilder builder = new MatchBuilder(metadata(row), run.shots());
        try {
            PointString.read(
                    row.get("pbp"),
                    Score.start(builder.match().format()).withServer(1),
                    (number, server, winner, detail) -> builder.add(
                            new SourcePoint(number, SourcePoint.NO_TIME, server, winner, detail, ScoreCheck.NONE),
                            row,
                            "pbp"));
        } catch (IllegalArgumentException e) {
            throw row.problem("pbp", String.valueOf(e.getMessage()));
        }
        match = builder.build();
    }

    private static MatchMetadata metadata(CsvRow row) {
        String id = "pbp-" + row.get("pbp_id");
        if (row.get("pbp_id").isEmpty() || !GameIds.isValid(id)) {
            throw row.problem("pbp_id", "\"" + row.get("pbp_id") + "\" can't be part of a game id");
        }
        LocalDate date = date(row);
        Map<String, String> details = new HashMap<>(Map.of(
                "source",
                "Jeff Sackmann / Tennis Abstract, tennis_pointbypoint",
                "licence",
                "CC BY-NC-SA 4.0",
                "date",
                date.toString()));
        Discipline discipline = discipline(row.get("tour"));
        if (discipline != null) {
            details.put("discipline", discipline.text());
        }
        if (row.get("adf_flag").equals("0")) {
            details.put("aces_and_double_faults", "not recorded");
        }
        return new MatchMetadata(
                id,
                List.of(name(row, "server1"), name(row, "server2")),
                row.get("tny_name").isEmpty() ? null : row.get("tny_name") + " " + date.getYear(),
                null,
                TourFormat.of(row.get("tny_name"), date.getYear(), TourFormat.bestOf(row)),
                0,
                details);
    }

    private static LocalDate date(CsvRow row) {
        try {
            return LocalDate.parse(row.get("date"), DATE);
        } catch (DateTimeParseException e) {
            throw row.problem("date", "\"" + row.get("date") + "\" is not a date: expected a form like 03 Jan 17");
        }
    }

    private static @Nullable Discipline discipline(String tour) {
        return switch (tour) {
            case "ATP" -> Discipline.MENS_SINGLES;
            case "WTA" -> Discipline.WOMENS_SINGLES;
            default -> null;
        };
    }

    private static String name(CsvRow row, String column) {
        String name = row.get(column);
        if (name.isEmpty()) {
            throw row.problem(column, "name is empty");
        }
        return name;
    }

    @Override
    public void rowLost() {
        // The row is the match.
    }

    @Override
    public @Nullable TennisMatch finish() {
        return match;
    }
}
