package dev.rallycast.sports.tennis.files;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a CSV file in UTF-8 with a header row by row, each row on one line. Not thread-safe. */
public final class CsvFile implements AutoCloseable {
    static final int MAX_LINE = 64 * 1024;

    /** What a column's name that occurs twice in the header means. */
    public enum Repeated {
        /** The file is refused. */
        REFUSED,
        /** The first one counts. */
        FIRST_COUNTS
    }

    private final String name;
    private final long size;
    private final CountingStream bytes;
    private final BufferedReader reader;
    private final Map<String, Integer> columns = new HashMap<>();
    private int width;
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
    public static CsvFile open(Path path, List<String> required, Repeated repeated) {
        CsvFile file;
        try {
            file = new CsvFile(path);
        } catch (IOException e) {
            throw new ImportException(String.valueOf(path.getFileName()), 0, null, "can't be opened: " + e, e);
        }
        try {
            file.readHeader(required, repeated);
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

    private void readHeader(List<String> required, Repeated repeated) {
        String text = readLine();
        if (text == null) {
            throw problem(null, "file is empty: expected a header");
        }
        List<String> names = split(FileHead.withoutMark(text));
        width = names.size();
        for (int i = 0; i < width; i++) {
            if (columns.putIfAbsent(names.get(i).strip(), i) != null && repeated == Repeated.REFUSED) {
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
     * The next row that is not blank, or null at the end.
     *
     * @throws ImportException if it can't be read or has not as many fields as the header; the row after it can be read all
     *     the same, unless the exception has a cause
     */
    public @Nullable CsvRow next() {
        String text = readLine();
        while (text != null && text.isBlank()) {
            text = readLine();
        }
        if (text == null) {
            return null;
        }
        List<String> fields = split(text);
        if (fields.size() != width) {
            throw problem(null, "row has " + fields.size() + " fields: expected " + width);
        }
        return new CsvRow(name, line, columns, fields);
    }

    /** The size in bytes. */
    public long size() {
        return size;
    }

    /** How much of the file has been read, with what is read ahead. */
    public long bytesRead() {
        return bytes.count;
    }

    private ImportException problem(@Nullable String column, String problem) {
        return new ImportException(name, line, column, problem, null);
    }

    private List<String> split(String text) {
        try {
            return CsvLine.split(text);
        } catch (IllegalArgumentException e) {
            throw problem(null, String.valueOf(e.getMessage()));
        }
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
