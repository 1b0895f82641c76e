package dev.rallycast.benchmarks.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operating system says of this process. */
public final class ProcessClock {
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final String TIMES = "schedstat";

    private ProcessClock() {}

    /**
     * How much processor time the process had had at a moment. On Linux the JVM tells it in steps of 10 ms, so there it is
     * read thread by thread, in nanoseconds.
     */
    public static final class Reading {
        private final long total;
        private final Map<Path, Long> threads;

        private Reading(long total, Map<Path, Long> threads) {
            this.total = total;
            this.threads = threads;
        }

        /** The processor time that all threads together have had until a later reading, in nanoseconds. */
        public long nanosUntil(Reading later) {
            if (threads.isEmpty() || later.threads.isEmpty()) {
                return later.total - total;
            }
            long nanos = 0;
            for (Map.Entry<Path, Long> thread : later.threads.entrySet()) {
                nanos += thread.getValue() - threads.getOrDefault(thread.getKey(), 0L);
            }
            return nanos;
        }
    }

    /** Reads the processor time of all threads, those of the JVM too. */
    public static Reading read() {
        return new Reading(SYSTEM.getProcessCpuTime(), threads());
    }

    /** How many files and sockets the process may have open. */
    public static long maxOpenFiles() {
        return SYSTEM instanceof UnixOperatingSystemMXBean unix ? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
    }

    private static Map<Path, Long> threads() {
        Map<Path, Long> times = new HashMap<>();
        if (!Files.isReadable(Path.of("/proc/self").resolve(TIMES))) {
            return times;
        }
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                Long nanos = nanos(task);
                if (nanos != null) {
                    times.put(task, nanos);
                }
            }
            return times;
        } catch (IOException e) {
            return Map.of();
        }
    }

    /** Of one thread; null if it has just ended, so that the little which it had since the reading before is not counted. */
    private static @Nullable Long nanos(Path task) throws IOException {
        try {
            String line = Files.readString(task.resolve(TIMES), US_ASCII);
            return Long.valueOf(line.substring(0, line.indexOf(' ')));
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
