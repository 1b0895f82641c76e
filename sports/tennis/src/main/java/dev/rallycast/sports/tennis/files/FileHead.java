package dev.rallycast.sports.tennis.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.rallycast.sports.tennis.ImportException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The first line of a file, which tells its format. Immutable.
 *
 * @param text the line without its end and without a byte order mark; at most the first 64 KiB of it
 */
public record FileHead(String text) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    /** Checks that nothing is null. */
    public FileHead {
        requireNonNull(text, "text");
    }

    /**
     * Reads the head of a file.
     *
     * @throws ImportException if it can't be read or there is nothing in it
     */
    public static FileHead read(Path path) {
        String name = String.valueOf(requireNonNull(path, "path").getFileName());
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(CsvFile.MAX_LINE);
        } catch (IOException e) {
            throw new ImportException(name, 0, null, "can't be opened: " + e, e);
        }
        if (bytes.length == 0) {
            throw new ImportException(name, 0, null, "file is empty: expected a header", null);
        }
        // What is not UTF-8 is replaced here; it fits no format, or is refused with its place when the file is read.
        String text = withoutMark(new String(bytes, UTF_8));
        return new FileHead(text.lines().findFirst().orElse(""));
    }

    static String withoutMark(String text) {
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    /** The names of the columns if this is the header of a CSV file; a line that is none gives some other list. */
    public List<String> columns() {
        try {
            return CsvLine.split(text).stream().map(String::strip).toList();
        } catch (IllegalArgumentException e) {
            // An open quote: no header of a CSV file.
            return List.of();
        }
    }

    /** Whether all of these are columns. */
    public boolean hasColumns(List<String> names) {
        return columns().containsAll(names);
    }
}
