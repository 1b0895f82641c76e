package dev.rallycast.sports.tennis.slam;

import dev.rallycast.model.GameIds;
import dev.rallycast.sports.tennis.ImportException;
import dev.rallycast.sports.tennis.files.CsvFile;
import dev.rallycast.sports.tennis.files.CsvRow;
import dev.rallycast.sports.tennis.files.FileHead;
import dev.rallycast.sports.tennis.files.MatchMetadata;
import dev.rallycast.sports.tennis.scoring.Discipline;
import dev.rallycast.sports.tennis.scoring.GrandSlam;
import dev.rallycast.sports.tennis.scoring.MatchFormat;
import dev.rallycast.sports.tennis.scoring.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Finds and reads the matches files that belong to a points file. */
final class MatchesFile {
    static final List<String> REQUIRED = List.of("match_id", "year", "slam", "player1", "player2");

    private MatchesFile() {}

    /**
     * The matches files of a points file: the one that has "matches" in its name where the points file has "points", else
     * every {@code matches*.csv} beside it.
     *
     * @throws ImportException if there is none
     */
    static List<Path> beside(Path points) {
        String name = String.valueOf(points.getFileName());
        Path twin = points.resolveSibling(name.replace("points", "matches"));
        if (!twin.equals(points) && Files.isRegularFile(twin)) {
            return List.of(twin);
        }
        Path folder = points.toAbsolutePath().getParent();
        List<Path> found;
        try (Stream<Path> files = Files.list(folder == null ? points.toAbsolutePath() : folder)) {
            found = files.filter(file -> {
                        String other = String.valueOf(file.getFileName());
                        return other.startsWith("matches") && other.endsWith(".csv");
                    })
                    // Files of other formats may lie in the same folder.
                    .filter(file -> FileHead.read(file).hasColumns(REQUIRED))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ImportException(name, 0, null, "the folder can't be listed: " + e, e);
        }
        if (found.isEmpty()) {
            throw new ImportException(
                    name,
                    0,
                    null,
                    "no matches file beside it: expected " + twin.getFileName() + " or matches*.csv",
                    null);
        }
        return found;
    }

    /**
     * Reads files into matches by id.
     *
     * @param onProblem takes the problem of a row, which is left out if this returns
     */
    static Map<String, MatchInfo> read(List<Path> paths, Consumer<ImportException> onProblem) {
        Map<String, MatchInfo> matches = new HashMap<>();
        for (Path path : paths) {
            try (CsvFile file = CsvFile.open(path, REQUIRED, CsvFile.Repeated.REFUSED)) {
                boolean more = true;
                while (more) {
                    try {
                        CsvRow row = file.next();
                        more = row != null;
                        if (row != null) {
                            add(row, matches);
                        }
                    } catch (ImportException e) {
                        onProblem.accept(e);
                    }
                }
            }
        }
        return matches;
    }

    private static void add(CsvRow row, Map<String, MatchInfo> matches) {
        MatchInfo match = match(row);
        String id = match.metadata().id();
        if (matches.putIfAbsent(id, match) != null) {
            throw row.problem("match_id", "match " + id + " occurs twice");
        }
    }

    private static MatchInfo match(CsvRow row) {
        String id = row.get("match_id");
        if (!GameIds.isValid(id)) {
            throw row.problem("match_id", "\"" + id + "\" is not a valid game id");
        }
        String number = number(row, id);
        Discipline discipline = discipline(row, number);
        GrandSlam slam = slam(row);
        int year = year(row);
        MatchMetadata metadata = new MatchMetadata(
                id,
                List.of(
                        side(row, "player1", "partner1", discipline.isDoubles()),
                        side(row, "player2", "partner2", discipline.isDoubles())),
                slam.title() + " " + year,
                slam.surface(),
                format(slam, year, discipline, number),
                retired(row),
                Map.of(
                        "source",
                        "Jeff Sackmann / Tennis Abstract, tennis_slam_pointbypoint",
                        "licence",
                        "CC BY-NC-SA 4.0",
                        "discipline",
                        discipline.text()));
        return new MatchInfo(metadata, discipline.isDoubles() && Character.isDigit(number.charAt(0)));
    }

    private static MatchFormat format(GrandSlam slam, int year, Discipline discipline, String number) {
        MatchFormat format = MatchFormat.slam(slam, year, discipline);
        // After days of rain the first two rounds of the men's doubles of 2021 were cut to best of 3; all matches say
        // so.
        boolean cut = slam == GrandSlam.WIMBLEDON
                && year == 2021
                && discipline == Discipline.MENS_DOUBLES
                && (number.startsWith("31") || number.startsWith("32"));
        return cut ? new MatchFormat(3, format.sets(), format.finalSet(), format.noAd()) : format;
    }

    private static String number(CsvRow row, String id) {
        String number = row.get("match_num");
        return number.isEmpty() ? id.substring(id.lastIndexOf('-') + 1) : number;
    }

    private static GrandSlam slam(CsvRow row) {
        String slam = row.get("slam");
        return switch (slam) {
            case "ausopen" -> GrandSlam.AUSTRALIAN_OPEN;
            case "frenchopen" -> GrandSlam.ROLAND_GARROS;
            case "wimbledon" -> GrandSlam.WIMBLEDON;
            case "usopen" -> GrandSlam.US_OPEN;
            default ->
                throw row.problem(
                        "slam", "\"" + slam + "\" is not known: expected ausopen, frenchopen, wimbledon or usopen");
        };
    }

    private static int year(CsvRow row) {
        String year = row.get("year");
        if (!year.matches("(19|20)\\d\\d")) {
            throw row.problem("year", "\"" + year + "\" is not a year: expected four digits");
        }
        return Integer.parseInt(year);
    }

    private static Discipline discipline(CsvRow row, String number) {
        String start = number.substring(0, Math.min(2, number.length())).toUpperCase(Locale.ROOT);
        return switch (start) {
            case "MS" -> Discipline.MENS_SINGLES;
            case "WS" -> Discipline.WOMENS_SINGLES;
            case "MD" -> Discipline.MENS_DOUBLES;
            case "WD" -> Discipline.WOMENS_DOUBLES;
            case "XD" -> Discipline.MIXED_DOUBLES;
            default ->
                switch (start.isEmpty() ? ' ' : start.charAt(0)) {
                    case '1' -> Discipline.MENS_SINGLES;
                    case '2' -> Discipline.WOMENS_SINGLES;
                    case '3' -> Discipline.MENS_DOUBLES;
                    case '4' -> Discipline.WOMENS_DOUBLES;
                    case '5' -> Discipline.MIXED_DOUBLES;
                    default ->
                        throw row.problem(
                                "match_num",
                                "\"" + number + "\" names no draw: expected 1 to 5, or MS, WS, MD, WD or XD, in front");
                };
        };
    }

    private static String side(CsvRow row, String playerColumn, String partnerColumn, boolean doubles) {
        String player = row.get(playerColumn);
        if (player.isEmpty()) {
            throw row.problem(playerColumn, "name is empty");
        }
        String partner = doubles ? row.get(partnerColumn) : "";
        return partner.isEmpty() ? player : player + " / " + partner;
    }

    private static int retired(CsvRow row) {
        if (!row.get("status").equals("Retired")) {
            return 0;
        }
        return switch (row.get("winner")) {
            case "1" -> Score.other(1);
            case "2" -> Score.other(2);
            default -> throw row.problem("winner", "\"" + row.get("winner") + "\" after a retirement: expected 1 or 2");
        };
    }
}
