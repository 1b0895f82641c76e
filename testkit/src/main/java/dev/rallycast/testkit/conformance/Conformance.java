package dev.rallycast.testkit.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/**
 * What was found wrong with the messages of the test that runs. One for the whole run: messages are written by threads
 * that know of no test, and an exception there would only look like a failure of the server. {@link ConformanceExtension}
 * fails the test. Thread-safe.
 */
public final class Conformance {
    private static final ProtocolSchemas SCHEMAS = new ProtocolSchemas();
    private static final Queue<String> VIOLATIONS = new ConcurrentLinkedQueue<>();
    private static final LongAdder FRAMES = new LongAdder();
    private static final LongAdder COMMANDS = new LongAdder();

    private Conformance() {}

    /**
     * Holds a frame against the document.
     *
     * @param text the text of a message from the server, one JSON object
     */
    public static void frame(String text) {
        FRAMES.increment();
        VIOLATIONS.addAll(SCHEMAS.violationsOfFrame(text));
    }

    /**
     * Holds a command of a client against the document.
     *
     * @param text one JSON object
     */
    public static void command(String text) {
        COMMANDS.increment();
        VIOLATIONS.addAll(SCHEMAS.violationsOfCommand(text));
    }

    /** What was found since the last call. */
    public static List<String> takeViolations() {
        List<String> found = new ArrayList<>();
        for (String next = VIOLATIONS.poll(); next != null; next = VIOLATIONS.poll()) {
            found.add(next);
        }
        return found;
    }

    static String summary() {
        return FRAMES.sum() + " frames and " + COMMANDS.sum() + " commands were held against "
                + ProtocolSchemas.DOCUMENT;
    }
}
