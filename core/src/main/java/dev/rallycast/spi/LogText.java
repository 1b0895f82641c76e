package dev.rallycast.spi;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What came from outside, made fit for a log line: nobody begins a line of their own with it, moves the cursor of who reads it,
 * or turns the rest of the line around. For transports and stores that log ids, names, messages and failures.
 */
public final class LogText {
    /** How many characters of a text are kept. */
    private static final int MAX = 512;

    /** How deep causes are followed. */
    private static final int MAX_CAUSES = 8;

    private LogText() {}

    /** The text with control characters, line separators, marks of direction and the like as {@code \}{@code uXXXX}, and no longer than useful. */
    public static String of(@Nullable Object value) {
        String text = String.valueOf(value);
        int end = Math.min(text.length(), MAX);
        int clean = 0;
        while (clean < end && isPlain(text.charAt(clean))) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(end + 16).append(text, 0, clean);
        for (int i = clean; i < end; i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                out.append(c);
            } else {
                out.append("\\u").append(HexFormat.of().toHexDigits(c));
            }
        }
        return end < text.length() ? out.append('…').toString() : out.toString();
    }

    /** The failure with its places and causes, and every message as {@link #of(Object)} has it. */
    public static Throwable of(Throwable failure) {
        return copy(failure, true, 0);
    }

    /** The failure with its places and causes, and no message: for where that might quote a secret. */
    public static Throwable withoutMessages(Throwable failure) {
        return copy(failure, false, 0);
    }

    private static Throwable copy(Throwable failure, boolean messages, int depth) {
        String name = failure.getClass().getName();
        String message = messages && failure.getMessage() != null ? name + ": " + of(failure.getMessage()) : name;
        Throwable cause = failure.getCause();
        Throwable copiedCause = cause == null || depth == MAX_CAUSES ? null : copy(cause, messages, depth + 1);
        Throwable copy = new Copy(message, copiedCause);
        copy.setStackTrace(failure.getStackTrace());
        if (depth < MAX_CAUSES) {
            Arrays.stream(failure.getSuppressed())
                    .map(suppressed -> copy(suppressed, messages, depth + 1))
                    .forEach(copy::addSuppressed);
        }
        return copy;
    }

    private static boolean isPlain(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /** Prints as what it stands for, also its class. */
    @SuppressWarnings("OverrideThrowableToString")
    private static final class Copy extends Throwable {
        private static final long serialVersionUID = 1;

        Copy(String text, @Nullable Throwable cause) {
            super(text, cause);
        }

        @Override
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
