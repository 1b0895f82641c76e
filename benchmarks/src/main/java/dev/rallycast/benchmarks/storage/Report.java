package dev.rallycast.benchmarks.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was measured, as Markdown. Not thread-safe. */
final class Report {
    private final List<String> conditions = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> syncRows = new ArrayList<>();

    /** Adds a fact about the machine or the data. */
    void condition(String name, String value) {
        conditions.add("- " + name + ": " + value);
    }

    void add(Row row) {
        rows.add(row);
    }

    /** Adds a remark to those below the table. */
    void note(String text) {
        notes.add("- " + text);
    }

    /** Adds the cost of an append at both sync levels, ours and the peer's, in nanoseconds. */
    void sync(String batch, Paired os, Paired disk) {
        syncRows.add("| " + batch + " | " + Figures.time(os.oursBest()) + " | " + Figures.time(os.peerBest()) + " | "
                + Figures.time(disk.oursBest()) + " | " + Figures.time(disk.peerBest()) + " | "
                + Figures.ratio(disk.oursBest() / os.oursBest()) + " |");
    }

    String markdown() {
        StringBuilder text = new StringBuilder("# Storage: recordings in files against raw file access\n\n");
        lines(text, conditions);
        text.append(
                "\nMeasured = best round by best round, wall time. Best = the time of one operation, ours : peer.\n\n");
        text.append("| row | quantity | against | measured | gate | goal | moonshot | verdict | best | spread |\n");
        text.append("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
        rows.sort(Comparator.comparingInt((Row row) -> row.id().length()).thenComparing(Row::id));
        for (Row row : rows) {
            Limits limits = row.limits();
            text.append("| ")
                    .append(String.join(
                            " | ",
                            row.id(),
                            row.quantity(),
                            row.peer(),
                            "**" + Figures.number(row.value()) + limits.unit() + "**",
                            limits.text(limits.gate()),
                            limits.text(limits.goal()),
                            limits.text(limits.moonshot()),
                            limits.verdict(row.value()),
                            row.times(),
                            row.spread()))
                    .append(" |\n");
        }
        if (!syncRows.isEmpty()) {
            text.append("\nCost of one append, by what it has survived when it returns:\n\n");
            text.append("| batch | OS | bare write | DISK | bare write and force | DISK by OS |\n");
            text.append("| --- | --- | --- | --- | --- | --- |\n");
            lines(text, syncRows);
        }
        if (!notes.isEmpty()) {
            text.append('\n');
            lines(text, notes);
        }
        return text.toString();
    }

    private static void lines(StringBuilder text, List<String> lines) {
        lines.forEach(line -> text.append(line).append('\n'));
    }
}
