package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonPointer;
import dev.rallycast.model.GameEvent;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How to read the files of other programs: one JSON object a line, without a header, each with its time in a field. An event's
 * payload is its whole line. Immutable; each method gives a changed copy.
 *
 * <p>A field is named by its key in the line's object, or by a JSON Pointer (RFC 6901), which begins with a slash. A time
 * is a number, or a string with an instant in ISO 8601 ({@code "2023-07-16T13:00:00Z"}); instants count from the first line's.
 * Such a file counts as ended, its last line with or without a line feed, unless it is opened as live.
 */
public final class PlainLines {
    private static final String KIND = "event";

    private final String timeField;
    private final TimeUnit unit;
    private final boolean fromFirst;
    private final @Nullable String kindField;
    private final @Nullable String markField;
    private final String sport;
    private final boolean live;

    private PlainLines(
            String timeField,
            TimeUnit unit,
            boolean fromFirst,
            @Nullable String kindField,
            @Nullable String markField,
            String sport,
            boolean live) {
        this.timeField = timeField;
        this.unit = unit;
        this.fromFirst = fromFirst;
        this.kindField = kindField;
        this.markField = markField;
        this.sport = sport;
        this.live = live;
    }

    /**
     * Lines with their time in a field: seconds of match time, unless changed.
     *
     * @throws IllegalArgumentException if it is empty or not a JSON Pointer though it begins with a slash
     */
    public static PlainLines timeField(String field) {
        return new PlainLines(requireField(field), TimeUnit.SECONDS, false, null, null, "unknown", false);
    }

    /** The unit of times that are numbers. */
    public PlainLines unit(TimeUnit timeUnit) {
        requireNonNull(timeUnit, "timeUnit");
        return new PlainLines(timeField, timeUnit, fromFirst, kindField, markField, sport, live);
    }

    /** Takes the first line's time as the beginning of the match, as for times since 1970. */
    public PlainLines fromFirst() {
        return new PlainLines(timeField, unit, true, kindField, markField, sport, live);
    }

    /**
     * The field with an event's kind, a string of up to 64 characters; an event without it, or with something else than a
     * string in it, is of the kind {@code "event"}.
     *
     * @throws IllegalArgumentException like {@link #timeField}
     */
    public PlainLines kindField(String field) {
        return new PlainLines(timeField, unit, fromFirst, requireField(field), markField, sport, live);
    }

    /**
     * The field with the name of a place to seek to, a string of up to 64 characters, in those events that are one;
     * something else than a string is no such name.
     *
     * @throws IllegalArgumentException like {@link #timeField}
     */
    public PlainLines markField(String field) {
        return new PlainLines(timeField, unit, fromFirst, kindField, requireField(field), sport, live);
    }

    /** The sport, as the file does not tell; by default {@code "unknown"}. */
    public PlainLines sport(String name) {
        return new PlainLines(timeField, unit, fromFirst, kindField, markField, requireNonNull(name, "name"), live);
    }

    /** Takes the files for games that still go on: more lines may follow. */
    public PlainLines live() {
        return new PlainLines(timeField, unit, fromFirst, kindField, markField, sport, true);
    }

    JsonPointer time() {
        return pointer(timeField);
    }

    TimeUnit unit() {
        return unit;
    }

    boolean isFromFirst() {
        return fromFirst;
    }

    @Nullable
    JsonPointer kind() {
        return kindField == null ? null : pointer(kindField);
    }

    String defaultKind() {
        return KIND;
    }

    @Nullable
    JsonPointer mark() {
        return markField == null ? null : pointer(markField);
    }

    String sport() {
        return sport;
    }

    boolean isLive() {
        return live;
    }

    String timeName() {
        return timeField;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PlainLines that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return Objects.hash(toString());
    }

    /** All that it says. */
    @Override
    public String toString() {
        return "PlainLines[timeField=" + timeField + ", unit=" + unit + ", fromFirst=" + fromFirst + ", kindField="
                + kindField + ", markField=" + markField + ", sport=" + sport + ", live=" + live + "]";
    }

    private static String requireField(String field) {
        requireNonNull(field, "field");
        if (field.isEmpty() || field.length() > 10 * GameEvent.MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("field \"" + field + "\": expected a key or a JSON Pointer");
        }
        pointer(field);
        return field;
    }

    private static JsonPointer pointer(String field) {
        return field.startsWith("/")
                ? JsonPointer.compile(field)
                : JsonPointer.empty().appendProperty(field);
    }
}
