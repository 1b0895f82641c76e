package dev.rallycast.examples;

import dev.rallycast.storage.file.PlainLines;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The options of {@code recording convert} that tell how to read a file of another program. */
final class PlainOptions {
    private static final String TIME_FIELD = "--time-field";
    private static final String ID = "--id";
    private static final Set<String> WITH_VALUE =
            Set.of(TIME_FIELD, "--time-unit", "--kind-field", "--mark-field", "--sport", ID);
    private static final Set<String> WITHOUT_VALUE = Set.of("--from-first", "--live");

    private final Map<String, String> values = new LinkedHashMap<>();

    /**
     * Takes an option with its value, if it is one of these.
     *
     * @throws UsageException if its value is missing
     */
    boolean take(String word, Deque<String> rest) throws UsageException {
        if (WITHOUT_VALUE.contains(word)) {
            values.put(word, "");
            return true;
        }
        if (!WITH_VALUE.contains(word)) {
            return false;
        }
        if (rest.isEmpty()) {
            throw new UsageException(word + " needs a value.");
        }
        values.put(word, rest.pop());
        return true;
    }

    /**
     * How to read the file; null if it is a recording.
     *
     * @throws UsageException if a value is not valid, or if there are such options without the one that is needed
     */
    @Nullable
    PlainLines lines() throws UsageException {
        String time = values.get(TIME_FIELD);
        if (time == null) {
            if (values.isEmpty()) {
                return null;
            }
            throw new UsageException(values.keySet().iterator().next() + " needs " + TIME_FIELD + " as well.");
        }
        try {
            PlainLines lines = PlainLines.timeField(time).unit(unit());
            for (Map.Entry<String, String> option : values.entrySet()) {
                String value = option.getValue();
                lines = switch (option.getKey()) {
                    case "--kind-field" -> lines.kindField(value);
                    case "--mark-field" -> lines.markField(value);
                    case "--sport" -> lines.sport(value);
                    case "--from-first" -> lines.fromFirst();
                    case "--live" -> lines.live();
                    default -> lines;
                };
            }
            return lines;
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + ".");
        }
    }

    /** An option other than the id that was given, if there is one. */
    @Nullable
    String besideId() {
        return values.keySet().stream()
                .filter(option -> !option.equals(ID))
                .findFirst()
                .orElse(null);
    }

    /** The game's id; null for what the recording's name stands for. */
    @Nullable
    String id() {
        return values.get(ID);
    }

    private TimeUnit unit() throws UsageException {
        String unit = values.getOrDefault("--time-unit", "s");
        return switch (unit) {
            case "s" -> TimeUnit.SECONDS;
            case "ms" -> TimeUnit.MILLISECONDS;
            case "us" -> TimeUnit.MICROSECONDS;
            case "ns" -> TimeUnit.NANOSECONDS;
            default -> throw new UsageException("--time-unit is \"" + unit + "\": expected s, ms, us or ns.");
        };
    }
}
