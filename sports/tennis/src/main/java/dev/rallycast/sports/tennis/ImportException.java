package dev.rallycast.sports.tennis;

import static java.util.Objects.requireNonNull;

import dev.rallycast.model.ReplayException;
import org.jspecify.annotations.Nullable;

/** A file can't be imported: something in it is not what its format says, or it can't be read. */
public final class ImportException extends ReplayException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;
    private final @Nullable String column;

    /**
     * A problem at a place in a file.
     *
     * @param file the file's name
     * @param line the line, from 1; 0 if the problem is not with a line
     * @param column the name of the column, if the problem is with one
     * @param problem what is wrong and what was expected
     * @param cause what caused it, if anything
     */
    public ImportException(String file, long line, @Nullable String column, String problem, @Nullable Throwable cause) {
        super(
                file + (line > 0 ? ", line " + line : "") + (column == null ? "" : ", column " + column) + ": "
                        + problem,
                cause);
        this.file = requireNonNull(file, "file");
        this.line = line;
        this.column = column;
    }

    /** The file's name. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 if the problem is not with a line. */
    public long line() {
        return line;
    }

    /** The name of the column, if the problem is with one. */
    public @Nullable String column() {
        return column;
    }
}
