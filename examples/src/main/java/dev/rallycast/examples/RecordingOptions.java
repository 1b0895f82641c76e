package dev.rallycast.examples;

import dev.rallycast.storage.file.PlainLines;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line behind a command of {@link Recordings}.
 *
 * @param files the recordings
 * @param json whether to print JSON
 * @param dense whether an index knows every event
 * @param from the first event to print, or {@link #LAST}
 * @param follow whether to go on with what is added
 * @param plain how to read a file of another program; null for a recording
 * @param id the game's id in a recording that is made of such a file; null for what its name stands for
 * @param help whether only the help is wanted
 */
record RecordingOptions(
        List<Path> files,
        boolean json,
        boolean dense,
        long from,
        boolean follow,
        @Nullable PlainLines plain,
        @Nullable String id,
        boolean help) {
    /** Print the last few events. */
    static final long LAST = -1;

    /**
     * Reads the arguments of a command.
     *
     * @throws UsageException if they can't be understood
     */
    static RecordingOptions parse(RecordingCommand command, String... args) throws UsageException {
        List<Path> files = new ArrayList<>();
        boolean json = false;
        boolean dense = false;
        long from = LAST;
        boolean follow = false;
        PlainOptions plain = new PlainOptions();
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        while (!rest.isEmpty()) {
            String word = rest.pop();
            switch (word) {
                case "--help", "-h" -> {
                    return new RecordingOptions(List.of(), false, false, LAST, false, null, null, true);
                }
                case "--json" -> {
                    require(command, word, command == RecordingCommand.INFO || command == RecordingCommand.VERIFY);
                    json = true;
                }
                case "--dense" -> {
                    require(command, word, command == RecordingCommand.INDEX);
                    dense = true;
                }
                case "--from" -> {
                    require(command, word, command == RecordingCommand.TAIL);
                    from = number(word, rest);
                }
                case "--follow" -> {
                    require(command, word, command == RecordingCommand.TAIL);
                    follow = true;
                }
                case "--" -> {
                    while (!rest.isEmpty()) {
                        files.add(path(rest.pop()));
                    }
                }
                default -> {
                    if (command != RecordingCommand.CONVERT || !plain.take(word, rest)) {
                        require(command, word, !word.startsWith("--"));
                        files.add(path(word));
                    }
                }
            }
        }
        requireCount(command, files.size());
        return new RecordingOptions(List.copyOf(files), json, dense, from, follow, plain.lines(), plain.id(), false);
    }

    private static void require(RecordingCommand command, String option, boolean known) throws UsageException {
        if (!known) {
            throw new UsageException("Unknown option \"" + option + "\" of recording " + command.word() + ".");
        }
    }

    private static void requireCount(RecordingCommand command, int files) throws UsageException {
        boolean good = switch (command) {
            case CONVERT -> files == 2;
            case TAIL -> files == 1;
            default -> files >= 1;
        };
        if (!good) {
            throw new UsageException(
                    "recording " + command.word() + " got " + files + " files: expected " + command.usage() + ".");
        }
    }

    private static long number(String option, Deque<String> rest) throws UsageException {
        String text = rest.isEmpty() ? "" : rest.pop();
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new UsageException(option + " is \"" + text + "\": expected a number from 0 on.");
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("\"" + text + "\" is not a path: " + e.getReason() + ".");
        }
    }
}
