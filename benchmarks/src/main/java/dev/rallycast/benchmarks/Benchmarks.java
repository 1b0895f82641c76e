package dev.rallycast.benchmarks;

import dev.rallycast.benchmarks.fanout.FanoutBenchmark;
import dev.rallycast.benchmarks.redis.RedisBenchmark;
import dev.rallycast.benchmarks.sockets.SocketsBenchmark;
import dev.rallycast.benchmarks.storage.HugeRecording;
import dev.rallycast.benchmarks.storage.StorageBenchmark;
import java.util.Arrays;

/** Starts the benchmark that the first argument names. */
public final class Benchmarks {
    private static final int BAD_USAGE = 2;

    private static final String HELP = """
            Measures Rallycast against bare peers.

              java -jar rallycast-benchmarks.jar storage [OPTION]...
                  prints ratios of recordings in files to raw file access

              java -Xmx64m -jar rallycast-benchmarks.jar huge [OPTION]...
                  plays, opens and seeks in a recording of 10 million events in a small heap

              java -jar rallycast-benchmarks.jar fanout [OPTION]...
                  prints ratios of the fan-out in memory to other ways of doing it

              java -jar rallycast-benchmarks.jar sockets [OPTION]...
                  prints ratios of servers in several containers to the bare containers

              java -jar rallycast-benchmarks.jar redis [OPTION]...
                  prints ratios of recordings and shared playbacks in Redis to bare commands

            Each of them takes --help.
            """;

    private Benchmarks() {}

    /** Runs a benchmark, whose options follow its name. */
    public static void main(String... args) {
        String name = args.length == 0 ? "" : args[0];
        String[] options = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (name) {
            case "storage" -> StorageBenchmark.main(options);
            case "huge" -> HugeRecording.main(options);
            case "fanout" -> FanoutBenchmark.main(options);
            case "redis" -> RedisBenchmark.main(options);
            case "sockets" -> SocketsBenchmark.main(options);
            case "--help", "-h" -> System.out.print(HELP);
            default -> {
                System.err.println(
                        name.isEmpty() ? "Expected the name of a benchmark." : "Unknown benchmark \"" + name + "\".");
                System.err.print(HELP);
                System.exit(BAD_USAGE);
            }
        }
    }
}
