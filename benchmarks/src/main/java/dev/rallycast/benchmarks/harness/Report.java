package dev.rallycast.benchmarks.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was measured, as Markdown. Not thread-safe. */
public final class Report {
    private final String title;
    private final String caption;
    private final String times;
    private final List<String> conditions = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Map<String, List<String>> tables = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * A report without rows.
     *
     * @param caption how to read the table
     * @param times the heading of the column of what one operation of each side costs
     */
    public Report(String title, String caption, String times) {
        this.title = title;
        this.caption = caption;
        this.times = times;
    }

    /** Adds a fact about the machine or the data. */
    public void condition(String name, String value) {
        conditions.add("- " + name + ": " + value);
    }

    /** Adds a figure. */
    public void add(Row row) {
        rows.add(row);
    }

    /** Adds a remark to those below the table. */
    public void note(String text) {
        notes.add("- " + text);
    }

    /** Adds a line to a table of its own below the first one; the table is begun if this is its first line. */
    public void addTo(String tableCaption, List<String> header, List<String> cells) {
        List<String> lines =
                tables.computeIfAbsent(tableCaption, c -> new ArrayList<>(List.of(line(header), rule(header))));
        lines.add(line(cells));
    }

    /** The whole report. */
    public String markdown() {
        StringBuilder text = new StringBuilder("# " + title + "\n\n");
        append(text, conditions);
        text.append('\n').append(caption).append("\n\n");
        List<String> header = List.of(
                "row", "quantity", "against", "measured", "gate", "goal", "moonshot", "verdict", times, "spread");
        append(text, List.of(line(header), rule(header)));
        rows.sort(Comparator.comparingInt((Row row) -> row.id().length()).thenComparing(Row::id));
        for (Row row : rows) {
            Limits limits = row.limits();
            text.append(line(List.of(
                            row.id(),
                            row.quantity(),
                            row.peer(),
                            row.isMeasured()
                                    ? "**" + Figures.number(row.value()) + limits.unit() + "**"
                                    : "not measured",
                            limits.text(limits.gate()),
                            limits.text(limits.goal()),
                            limits.text(limits.moonshot()),
                            row.isMeasured() ? limits.verdict(row.value()) : "",
                            row.times(),
                            row.spread())))
                    .append('\n');
        }
        tables.forEach((tableCaption, lines) -> {
            text.append('\n').append(tableCaption).append("\n\n");
            append(text, lines);
        });
        if (!notes.isEmpty()) {
            text.append('\n');
            append(text, notes);
        }
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private static String rule(List<String> header) {
        return line(header.stream().map(cell -> "---").toList());
    }

    private static void append(StringBuilder text, List<String> lines) {
        lines.forEach(line -> text.append(line).append('\n'));
    }
}
