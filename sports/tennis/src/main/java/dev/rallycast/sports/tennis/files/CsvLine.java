package dev.rallycast.sports.tennis.files;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of a CSV file. */
final class CsvLine {
    private CsvLine() {}

    /**
     * The fields of a line; a field in double quotes may hold commas, and quotes as two of them.
     *
     * @throws IllegalArgumentException if a quote is not closed, or text follows a closing one
     */
    static List<String> split(String text) {
        List<String> fields = new ArrayList<>(64);
        int from = 0;
        while (true) {
            int end;
            if (from < text.length() && text.charAt(from) == '"') {
                end = closingQuote(text, from);
                fields.add(text.substring(from + 1, end).replace("\"\"", "\""));
                end++;
                if (end < text.length() && text.charAt(end) != ',') {
                    throw new IllegalArgumentException("text follows a closing quote at character " + (end + 1));
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

    private static int closingQuote(String text, int opening) {
        int at = text.indexOf('"', opening + 1);
        while (at >= 0 && at + 1 < text.length() && text.charAt(at + 1) == '"') {
            at = text.indexOf('"', at + 2);
        }
        if (at < 0) {
            throw new IllegalArgumentException("quote at character " + (opening + 1) + " is not closed");
        }
        return at;
    }
}
