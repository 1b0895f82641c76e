package dev.rallycast.storage.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Java processes that run a main class of the tests. All are killed at the end, whatever happened. */
final class Children implements AutoCloseable {
    /** A process, with what it says on its standard output. */
    static final class Child {
        private final Process process;
        private final BufferedReader out;

        private Child(Process process) {
            this.process = process;
            this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        }

        /** The next line that it says; null if it says no more. */
        @Nullable
        String nextLine() throws IOException {
            return out.readLine();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Kills it, as {@code kill -9} does, and returns at once. */
        void kill() {
            // By its handle: Process.destroyForcibly would also throw away what it has said.
            process.toHandle().destroyForcibly();
        }

        /** Waits for its end and returns its exit value. */
        int waitFor() throws InterruptedException {
            return process.waitFor();
        }
    }

    private final File errors;
    private final List<Process> processes = new ArrayList<>();

    /**
     * @param errors the file that gets what the processes say on their standard error
     */
    Children(Path errors) {
        this.errors = errors.toFile();
    }

    Child start(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // They live for a moment only.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(Redirect.appendTo(errors))
                .start();
        processes.add(process);
        return new Child(process);
    }

    @Override
    public void close() {
        for (Process process : processes) {
            process.destroyForcibly();
        }
        processes.clear();
    }
}
