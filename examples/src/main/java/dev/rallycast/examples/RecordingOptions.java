package dev.rallycast.examples;

import dev.rallycast.storage.file.PlainLines;
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
 * @param files the recordings; none for {@link RecordingCommand#CONVERT}
 * @param places where that command reads and writes; none for all others
 * @param json whether to print JSON
 * @param dense whether an index knows every event
 * @param from the first event to print, or {@link #LAST}
 * @param follow whether to go on with what is added
 * @param plain how to read a file of another program; null for a recording
 * @param id the game's id in a recording that is made of such a file, or in Redis; null for what the file's name stands for
 * @param help whether only the help is wanted
 */
record RecordingOptions(
        List<Path> files,
        List<Place> places,
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
        List<String> words = new ArrayList<>();
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
                    return new RecordingOptions(List.of(), List.of(), false, false, LAST, false, null, null, true);
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
                    words.addAll(rest);
                    rest.clear();
                }
                default -> {
                    if (command != RecordingCommand.CONVERT || !plain.take(word, rest)) {
                        require(command, word, !word.startsWith("--"));
                        words.add(word);
                    }
                }
            }
        }
        requireCount(command, words.size());
        List<Path> files = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (String word : words) {
            if (command == RecordingCommand.CONVERT) {
                places.add(Place.of(word));
            } else {
                files.add(file(command, word));
            }
        }
        boolean redis = places.stream().anyMatch(place -> place.redis() != null);
        PlainLines lines = redis ? null : plain.lines();
        if (redis) {
            requireForRedis(places, plain);
        }
        return new RecordingOptions(
                List.copyOf(files), List.copyOf(places), json, dense, from, follow, lines, plain.id(), false);
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

    private static void requireForRedis(List<Place> places, PlainOptions plain) throws UsageException {
        String other = plain.besideId();
        if (other != null) {
            throw new UsageException(other + " is for files only: convert to a recording's file first.");
        }
        boolean fromRedis = places.get(0).redis() != null;
        if (!fromRedis && plain.id() != null) {
            throw new UsageException("--id is for recordings in Redis: that of a file has its own id.");
        }
        if (fromRedis && places.get(1).redis() != null && plain.id() == null) {
            throw new UsageException("recording convert from Redis to Redis needs --id.");
        }
    }

    private static Path file(RecordingCommand command, String word) throws UsageException {
        if (RedisPlace.isNamedBy(word)) {
            throw new UsageException("recording " + command.word() + " reads files only: recording convert makes one.");
        }
        return Place.path(word);
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
}
