package dev.rallycast.examples;

import dev.rallycast.sports.tennis.files.MatchFileFormat;
import dev.rallycast.sports.tennis.importer.MatchImporter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The demo's command line.
 *
 * @param host the address to listen at
 * @param port the port to listen at, 0 for any that is free
 * @param data the directory of the recordings
 * @param imports files to import, in order
 * @param lenient whether malformed rows are left out
 * @param simulate how many matches to add, or {@link #IF_EMPTY}
 * @param live how many live matches are played at the same time
 * @param redis where recordings and playbacks are shared with other nodes, null if nowhere
 * @param node what clients are told that this server is called, null if that is up to the demo
 * @param record where to write down what clients and server say, null if nowhere
 * @param help whether only the help is wanted
 */
record DemoOptions(
        String host,
        int port,
        Path data,
        List<Import> imports,
        boolean lenient,
        int simulate,
        int live,
        @Nullable RedisPlace redis,
        @Nullable String node,
        @Nullable Path record,
        boolean help) {
    /**
     * Files to import.
     *
     * @param format the format of all of them, null if it is to be found out from each
     */
    record Import(@Nullable MatchFileFormat format, List<Path> files) {}

    /** Simulate a few matches, if there is no match at all. */
    static final int IF_EMPTY = -1;

    static final int MAX_SIMULATE = 1_000;

    static final int MAX_LIVE = 20;

    static final String NODE_CHARACTERS = "A-Za-z0-9._-";

    /** Short enough for what is put behind it in Redis. */
    static final int MAX_NODE = 48;

    private static final Pattern NODE = Pattern.compile("[" + NODE_CHARACTERS + "]{1," + MAX_NODE + "}");

    static final String HELP = """
            Serves recorded matches, and a page to play them.

              java -jar rallycast-demo.jar [OPTION]...
              java -jar rallycast-demo.jar recording COMMAND...   look after recordings, see recording --help

              --port N              listen at this port; 0 takes any that is free (default: 8080)
              --host ADDRESS        listen at this address (default: localhost, so only this machine can connect)
              --data DIR            keep recordings in this directory (default: data)
              --import FILE...      import the matches of these files; their formats are found out: Grand Slam
                                    point by point, Match Charting Project, strings of points, Wimbledon 2023.
                                    With slam, mcp, pbp or wimbledon before the files they are taken for that.
                                    Lists of matches (matches*.csv) beside them are found by themselves
              --lenient             when importing, leave out what is malformed and count it
              --simulate N          add N simulated matches (default: 3 if there is no match yet)
              --live N              play N simulated matches now, at any time: recorded event by event, and when one
                                    has ended the next one begins (default: 0)
              --redis URI           keep recordings in this Redis instead, and share all playbacks with the other demos
                                    that do: redis://HOST:PORT, rediss://USER:PASSWORD@HOST:PORT,
                                    redis-sentinel://HOST:PORT,HOST:PORT#MASTER or
                                    redis-cluster://HOST:PORT,HOST:PORT
              --node NAME           what this server is called on the page (default: with --redis, host and port)
              --record FILE         write down what clients and server say to each other, for tests
              --help                show this text
            """;

    /**
     * Reads a command line.
     *
     * @throws UsageException if it can't be understood
     */
    static DemoOptions parse(String... args) throws UsageException {
        String host = "localhost";
        int port = 8080;
        Path data = null;
        List<Import> imports = new ArrayList<>();
        boolean lenient = false;
        int simulate = IF_EMPTY;
        int live = 0;
        RedisPlace redis = null;
        String node = null;
        Path record = null;
        boolean help = false;
        Deque<String> rest = new ArrayDeque<>(Arrays.asList(args));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--port" -> port = number(option, value(option, rest), 65_535);
                case "--host" -> host = value(option, rest);
                case "--data" -> data = path(option, value(option, rest));
                case "--import" -> imports.add(imports(option, rest));
                case "--lenient" -> lenient = true;
                case "--simulate" -> simulate = number(option, value(option, rest), MAX_SIMULATE);
                case "--live" -> live = number(option, value(option, rest), MAX_LIVE);
                case "--redis" -> redis = redis(option, value(option, rest));
                case "--node" -> node = node(option, value(option, rest));
                case "--record" -> record = path(option, value(option, rest));
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("Unknown option \"" + option + "\".");
            }
        }
        if (redis != null && data != null) {
            throw new UsageException("--data and --redis exclude each other: recordings are in one place.");
        }
        return new DemoOptions(
                host,
                port,
                data == null ? Path.of("data") : data,
                List.copyOf(imports),
                lenient,
                simulate,
                live,
                redis,
                node,
                record,
                help);
    }

    private static Import imports(String option, Deque<String> rest) throws UsageException {
        String first = value(option, rest);
        Optional<MatchFileFormat> format = MatchImporter.knownFormats().stream()
                .filter(known -> known.name().equals(first))
                .findFirst();
        List<Path> files = new ArrayList<>();
        if (format.isEmpty()) {
            files.add(file(option, first));
        }
        while (!rest.isEmpty() && !rest.peek().startsWith("--")) {
            files.add(file(option, rest.pop()));
        }
        if (files.isEmpty()) {
            throw new UsageException(option + " " + first + " needs at least one file.");
        }
        return new Import(format.orElse(null), List.copyOf(files));
    }

    private static Path file(String option, String text) throws UsageException {
        Path file = path(option, text);
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new UsageException(option + ": there is no file \"" + file + "\" that can be read.");
        }
        return file;
    }

    private static RedisPlace redis(String option, String text) throws UsageException {
        if (!RedisPlace.isNamedBy(text)) {
            // What was given is not repeated: it may have a password.
            throw new UsageException(option + " is not such a URI: expected " + RedisPlace.FORMS + ".");
        }
        return RedisPlace.of(text);
    }

    private static String node(String option, String text) throws UsageException {
        if (!NODE.matcher(text).matches()) {
            throw new UsageException(
                    option + " is \"" + text + "\": expected 1 to " + MAX_NODE + " letters, digits, '.', '_' and '-'.");
        }
        return text;
    }

    private static String value(String option, Deque<String> rest) throws UsageException {
        if (rest.isEmpty() || rest.peek().startsWith("--")) {
            throw new UsageException(option + " needs a value.");
        }
        return rest.pop();
    }

    private static int number(String option, String text, int max) throws UsageException {
        try {
            int number = Integer.parseInt(text);
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new UsageException(option + " is \"" + text + "\": expected a number from 0 to " + max + ".");
    }

    private static Path path(String option, String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException(option + " \"" + text + "\" is not a path: " + e.getReason() + ".");
        }
    }
}
