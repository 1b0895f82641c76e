package dev.rallycast.storage.redis;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.regex.Pattern;

/** Checks what builders are given. */
final class Options {
    // No braces, which make hash tags, and nothing that means something in a pattern.
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

    private Options() {}

    static String prefix(String start) {
        if (!PREFIX.matcher(requireNonNull(start, "start")).matches()) {
            throw new IllegalArgumentException(
                    "prefix \"" + start + "\": expected 1 to 64 letters, digits, '.', '_', ':' and '-'");
        }
        return start;
    }

    static Duration within(String name, Duration value, Duration least, Duration most) {
        requireNonNull(value, name);
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " is " + value + ": expected " + least + " to " + most);
        }
        return value;
    }
}
