package dev.rallycast.benchmarks.harness;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The words of a command line, taken one after the other. Not thread-safe. */
public final class Arguments {
    private final Deque<String> rest;

    /** All words of a command line. */
    public Arguments(String... words) {
        rest = new ArrayDeque<>(Arrays.asList(words));
    }

    /** Whether all words were taken. */
    public boolean isEmpty() {
        return rest.isEmpty();
    }

    /** Takes the next word, which there is. */
    public String next() {
        return rest.pop();
    }

    /**
     * Takes an option's value.
     *
     * @throws UsageException if it has none
     */
    public String value(String option) throws UsageException {
        if (rest.isEmpty() || rest.peek().startsWith("--")) {
            throw new UsageException(option + " needs a value.");
        }
        return rest.pop();
    }

    /**
     * Takes an option's value, which is a path.
     *
     * @throws UsageException if it has none, or one that is no path
     */
    public Path path(String option) throws UsageException {
        String text = value(option);
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + " \"" + text + "\" is not a path: " + e.getReason() + ".");
        }
    }

    /** What is said of an option that there isn't. */
    public static UsageException unknown(String option) {
        return new UsageException("Unknown option \"" + option + "\".");
    }
}
