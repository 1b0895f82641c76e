package dev.rallycast.sports.tennis.slam;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.sports.tennis.ImportException;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a CSV file with a header row by row, each row on one line; fields are found by the names in the header. */
final class CsvFile implements AutoCloseable {
    private static final int MAX_LINE = 64 * 1024;

    private final String name;
    private final long size;
    private final CountingStream bytes;
    private final BufferedReader reader;
    private final Map<String, Integer> columns = new HashMap<>();
    private List<String> row = List.of();
    private long line;

    private CsvFile(Path path) throws IOException {
        name = String.valueOf(path.getFileName());
        size = Files.size(path);
        bytes = new CountingStream(Files.newInputStream(path));
        reader = new BufferedReader(new InputStreamReader(
                bytes,
                UTF_8.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
    }

    /**
     * Opens a file and reads its header.
     *
     * @throws ImportException if it can't be read, or its header lacks one of the columns or has one twice
     */
    static CsvFile open(Path path, List<String> required) {
        CsvFile file;
        try {
            file = new CsvFile(path);
        } catch (IOException e) {
            throw new ImportException(String.valueOf(path.getFileName()), 0, null, "can't be opened: " + e, e);
        }
        try {
            file.readHeader(required);
        } catch (ImportException e) {
            try {
                file.close();
            } catch (ImportException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
        return file;
    }

    private void readHeader(List<String> required) {
        String text = readLine();
        if (text == null) {
            throw problem(null, "file is empty: expected a header");
        }
        List<String> names = split(text.startsWith("\uFEFF") ? text.substring(1) : text);
        for (int i = 0; i < names.size(); i++) {
            if (columns.putIfAbsent(names.get(i), i) != null) {
                throw problem(names.get(i), "column occurs twice in the header");
            }
        }
        for (String column : required) {
            if (!columns.containsKey(column)) {
                throw problem(column, "column is missing in the header");
            }
        }
    }

    /**
     * Goes to the next row that is not blank.
     *
     * @return whether there is one
     * @throws ImportException if it can't be read or has not as many fields as the header; the row after it can be read all
     *     the same, unless the exception has a cause
     */
    boolean next() {
        String text = readLine();
        while (text != null && text.isBlank()) {
            text = readLine();
        }
        if (text == null) {
            row = List.of();
            return false;
        }
        List<String> fields = split(text);
        if (fields.size() != columns.size()) {
            throw problem(null, "row has " + fields.size() + " fields: expected " + columns.size());
        }
        row = fields;
        return true;
    }

    /** The field of a column in the current row, without surrounding blanks; empty if there is no such column. */
    String get(String column) {
        Integer index = columns.get(column);
        return index == null ? "" : row.get(index).strip();
    }

    /** The line of the current row, from 1. */
    long line() {
        return line;
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** How much of the file has been read, with what is read ahead. */
    long bytesRead() {
        return bytes.count;
    }

    /** An exception for the current line. */
    ImportException problem(@Nullable String column, String problem) {
        return new ImportException(name, line, column, problem, null);
    }

    private @Nullable String readLine() {
        try {
            String text = reader.readLine();
            if (text != null) {
                line++;
                if (text.length() > MAX_LINE) {
                    throw problem(null, "line has " + text.length() + " characters: expected at most " + MAX_LINE);
                }
            }
            return text;
        } catch (IOException e) {
            throw new ImportException(name, line + 1, null, "can't be read as UTF-8 text: " + e, e);
        }
    }

    /** The fields of a line; a field in double quotes may hold commas, and quotes as two of them. */
    private List<String> split(String text) {
        List<String> fields = new ArrayList<>(Math.max(16, columns.size()));
        int from = 0;
        while (true) {
            int end;
            if (from < text.length() && text.charAt(from) == '"') {
                end = closingQuote(text, from);
                fields.add(text.substring(from + 1, end).replace("\"\"", "\""));
                end++;
                if (end < text.length() && text.charAt(end) != ',') {
                    throw problem(null, "text follows a closing quote at character " + (end + 1));
                }
            } else {
                end = text.indexOf(',', from);
                end = end < 0 ? text.length() : end;
                fields.add(text.substring(from, end));
            }
            if (end >= text.length()) {
                return fields;
            }
            from = end + 1;
        }
    }

    private int closingQuote(String text, int opening) {
        int at = text.indexOf('"', opening + 1);
        while (at >= 0 && at + 1 < text.length() && text.charAt(at + 1) == '"') {
            at = text.indexOf('"', at + 2);
        }
        if (at < 0) {
            throw problem(null, "quote at character " + (opening + 1) + " is not closed");
        }
        return at;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new ImportException(name, 0, null, "can't be closed: " + e, e);
        }
    }

    /** Counts what is read. */
    private static final class CountingStream extends FilterInputStream {
        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            if (one >= 0) {
                count++;
            }
            return one;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
