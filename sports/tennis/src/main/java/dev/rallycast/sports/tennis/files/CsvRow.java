package dev.rallycast.sports.tennis.files;

import dev.rallycast.sports.tennis.ImportException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A row of a CSV file; fields are found by the names in the header. Immutable. */
public final class CsvRow {
    /** Some files also have times like 0:00:1 and 0:01:60. */
    private static final Pattern TIME = Pattern.compile("(\\d{1,3}):([0-5]?\\d|60):([0-5]?\\d|60)");

    private static final Pattern SECONDS = Pattern.compile("\\d{1,6}");

    private final String file;
    private final long line;
    private final Map<String, Integer> columns;
    private final List<String> fields;

    CsvRow(String file, long line, Map<String, Integer> columns, List<String> fields) {
        this.file = file;
        this.line = line;
        this.columns = columns;
        this.fields = fields;
    }

    /** The field of a column without surrounding blanks; empty if there is no such column. */
    public String get(String column) {
        Integer index = columns.get(column);
        return index == null ? "" : fields.get(index).strip();
    }

    /** The line in the file, from 1. */
    public long line() {
        return line;
    }

    /** The file's name. */
    public String file() {
        return file;
    }

    /** An exception for this row. */
    public ImportException problem(@Nullable String column, String problem) {
        return new ImportException(file, line, column, problem, null);
    }

    /**
     * A whole number.
     *
     * @throws ImportException if the field is neither empty nor a number from 0 to 99999
     */
    public int number(String column, int ifEmpty) {
        String value = get(column);
        if (value.isEmpty()) {
            return ifEmpty;
        }
        if (!value.matches("\\d{1,5}")) {
            throw problem(column, "\"" + value + "\" is not a number: expected 0 to 99999");
        }
        return Integer.parseInt(value);
    }

    /**
     * Whether a flag is set; an empty one is not.
     *
     * @throws ImportException if the field is neither empty nor 0 or 1
     */
    public boolean flag(String column) {
        String value = get(column);
        if (!value.isEmpty() && !value.equals("0") && !value.equals("1")) {
            throw problem(column, "\"" + value + "\" is not a flag: expected 0 or 1");
        }
        return value.equals("1");
    }

    /**
     * A side.
     *
     * @return 1 or 2
     * @throws ImportException if the field is neither
     */
    public int side(String column, String what) {
        String value = get(column);
        if (!value.equals("1") && !value.equals("2")) {
            throw problem(column, "\"" + value + "\" is not a " + what + ": expected 1 or 2");
        }
        return value.charAt(0) - '0';
    }

    /**
     * A time of the form h:mm:ss, or a number of seconds, in seconds; {@link SourcePoint#NO_TIME} if the field is empty.
     *
     * @throws ImportException if it is neither
     */
    public int seconds(String column) {
        String time = get(column);
        if (time.isEmpty()) {
            return SourcePoint.NO_TIME;
        }
        if (SECONDS.matcher(time).matches()) {
            return Integer.parseInt(time);
        }
        Matcher parts = TIME.matcher(time);
        if (!parts.matches()) {
            throw problem(column, "\"" + time + "\" is not a time: expected h:mm:ss");
        }
        return Integer.parseInt(parts.group(1)) * 3600
                + Integer.parseInt(parts.group(2)) * 60
                + Integer.parseInt(parts.group(3));
    }
}
