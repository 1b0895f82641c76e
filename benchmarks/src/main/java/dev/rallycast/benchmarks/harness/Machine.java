package dev.rallycast.benchmarks.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Says what a measurement ran on. */
public final class Machine {
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private Machine() {}

    /** Adds what matters to a report. */
    public static void describe(Report report) throws IOException {
        describe(report, "");
    }

    /** Adds what matters to a report, the file system of a directory too. */
    public static void describe(Report report, Path data) throws IOException {
        describe(report, ", file system " + Files.getFileStore(data).type());
    }

    private static void describe(Report report, String fileSystem) throws IOException {
        report.condition("CPU", cpu() + ", " + Runtime.getRuntime().availableProcessors() + " logical cores");
        report.condition(
                "OS", property("os.name") + " " + property("os.version") + " " + property("os.arch") + fileSystem);
        report.condition(
                "JDK",
                property("java.vm.name") + " " + property("java.vm.version") + " (" + property("java.vendor") + "), "
                        + ManagementFactory.getGarbageCollectorMXBeans().stream()
                                .map(GarbageCollectorMXBean::getName)
                                .collect(Collectors.joining(" and "))
                        + ", heap of at most " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB");
    }

    private static String cpu() throws IOException {
        if (!Files.isReadable(CPU_INFO)) {
            return "unknown model";
        }
        try (Stream<String> lines = Files.lines(CPU_INFO, UTF_8)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown model");
        }
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
