package dev.rallycast.benchmarks.storage;

import dev.rallycast.benchmarks.harness.Arguments;
import dev.rallycast.benchmarks.harness.UsageException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The command line of both benchmarks.
 *
 * @param quick whether small recordings and few rounds do
 * @param data the directory of the recordings
 * @param out the file that gets the report too, if any
 * @param events how many events the huge recording has
 * @param help whether only the help is wanted
 */
record Options(boolean quick, Path data, @Nullable Path out, int events, boolean help) {
    static final int HUGE = 10_000_000;

    private static final Path DEFAULT_DATA = Path.of("benchmarks", "target", "data");

    static final String STORAGE_HELP = """
            Prints ratios of recordings in files to raw file access.

              java -jar rallycast-benchmarks.jar storage [OPTION]...

              --quick      small recordings and few rounds: the shape of it within about a minute
              --data DIR   keep the recordings in this directory, 4 GB of them without --quick, and use those
                           that are there (default: benchmarks/target/data)
              --out FILE   write the report into this file too, as Markdown
              --help       show this text
            """;

    static final String HUGE_HELP = """
            Opens a huge recording, plays it through and seeks in it, and prints how much heap that took.

              java -Xmx64m -jar rallycast-benchmarks.jar huge [OPTION]...

              --events N   events of the recording (default: 10000000)
              --data DIR   keep the recording in this directory, and use the one that is there
                           (default: benchmarks/target/data)
              --help       show this text
            """;

    /**
     * Reads the command line of {@link StorageBenchmark}.
     *
     * @throws UsageException if it can't be understood
     */
    static Options forStorage(String... args) throws UsageException {
        boolean quick = false;
        Path data = DEFAULT_DATA;
        Path out = null;
        boolean help = false;
        Arguments rest = new Arguments(args);
        while (!rest.isEmpty()) {
            String option = rest.next();
            switch (option) {
                case "--quick" -> quick = true;
                case "--data" -> data = rest.path(option);
                case "--out" -> out = rest.path(option);
                case "--help", "-h" -> help = true;
                default -> throw Arguments.unknown(option);
            }
        }
        return new Options(quick, data, out, HUGE, help);
    }

    /**
     * Reads the command line of {@link HugeRecording}.
     *
     * @throws UsageException if it can't be understood
     */
    static Options forHuge(String... args) throws UsageException {
        int events = HUGE;
        Path data = DEFAULT_DATA;
        boolean help = false;
        Arguments rest = new Arguments(args);
        while (!rest.isEmpty()) {
            String option = rest.next();
            switch (option) {
                case "--events" -> events = number(option, rest);
                case "--data" -> data = rest.path(option);
                case "--help", "-h" -> help = true;
                default -> throw Arguments.unknown(option);
            }
        }
        return new Options(false, data, null, events, help);
    }

    private static int number(String option, Arguments rest) throws UsageException {
        String text = rest.value(option);
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= Generator.MAX_EVENTS) {
                return number;
            }
        } catch (NumberFormatException e) {
            // The same message as for a number out of range.
        }
        throw new UsageException(
                option + " is \"" + text + "\": expected a number from 1 to " + Generator.MAX_EVENTS + ".");
    }
}
