package dev.rallycast.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The options of a benchmark that keeps no data.
 *
 * @param quick whether few rounds do
 * @param out the file that gets the report too, if any
 * @param help whether only the help is wanted
 */
public record CommandLine(boolean quick, @Nullable Path out, boolean help) {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    /** Measures, and returns the report. */
    @FunctionalInterface
    public interface Measurement {
        /**
         * Measures.
         *
         * @throws IOException if something outside went wrong; the message says what
         */
        String measure(boolean quick) throws IOException;
    }

    /**
     * Reads a command line.
     *
     * @throws UsageException if it can't be understood
     */
    public static CommandLine parse(String... args) throws UsageException {
        boolean quick = false;
        Path out = null;
        boolean help = false;
        Arguments rest = new Arguments(args);
        while (!rest.isEmpty()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--out" -> out = rest.path(option);
                case "--help", "-h" -> help = true;
                default -> throw Arguments.unknown(option);
            }
        }
        return new CommandLine(quick, out, help);
    }

    /** Runs a measurement as the arguments say, prints its report, and returns the exit code. */
    public static int run(String helpText, Measurement measurement, PrintStream out, PrintStream err, String... args) {
        CommandLine options;
        try {
            options = parse(args);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the options.");
            return BAD_USAGE;
        }
        if (options.help()) {
            out.print(helpText);
            return DONE;
        }
        try {
            String report = measurement.measure(options.quick());
            out.print(report);
            if (options.out() != null) {
                write(options.out(), report);
            }
            return DONE;
        } catch (IOException e) {
            err.println("The benchmark failed: " + e.getMessage());
            return FAILED;
        }
    }

    private static void write(Path file, String report) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(file, report, UTF_8);
    }
}
