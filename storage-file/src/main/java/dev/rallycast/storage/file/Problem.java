package dev.rallycast.storage.file;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Something about one line of a recording.
 *
 * @param file the recording's file
 * @param line the line's number, from 1
 * @param offset where the line begins in the text, in bytes
 * @param message what is there and what was expected
 */
public record Problem(Path file, long line, long offset, String message) {
    /** Checks the components. */
    public Problem {
        requireNonNull(file, "file");
        requireNonNull(message, "message");
    }

    /** File, line, byte and message in one line. */
    @Override
    public String toString() {
        return file + ", line " + line + " (byte " + offset + "): " + message;
    }
}
