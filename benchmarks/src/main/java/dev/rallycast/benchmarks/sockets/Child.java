package dev.rallycast.benchmarks.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of this benchmark that answers commands, see {@link CommandLoop}. It ends when this object is closed, and also if
 * this process ends in another way.
 */
final class Child implements AutoCloseable {
    private static final int KEPT_LINES = 20;
    private static final int PATIENCE_SECONDS = 120;
    private static final int GOODBYE_SECONDS = 2;
    private static final Queue<Child> RUNNING = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Child::kill), "children"));
    }

    private final String name;
    private final Process process;
    private final Path folder;
    private final Writer in;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    /** The end of what it said besides. Guarded by itself. */
    private final Deque<String> said = new ArrayDeque<>();

    private Child(String name, Process process, Path folder) {
        this.name = name;
        this.process = process;
        this.folder = folder;
        in = new OutputStreamWriter(process.getOutputStream(), UTF_8);
        read(process.getInputStream(), true);
        read(process.getErrorStream(), false);
    }

    /** How many of them run. */
    static int running() {
        return RUNNING.size();
    }

    /** Starts the main class of a class path with the Java of this process, and waits until it is ready. */
    static Child start(String name, String classPath, String main, String... args) throws IOException {
        Path folder = Files.createTempDirectory("rallycast-benchmark");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home", ""), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                classPath,
                main));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command).start();
        Child child = new Child(name, process, folder);
        RUNNING.add(child);
        try {
            child.answer("start");
            return child;
        } catch (IOException | RuntimeException e) {
            child.close();
            throw e;
        }
    }

    /**
     * Gives a command and returns the words of the answer.
     *
     * @throws IOException if it fails, or is not answered in time
     */
    String[] ask(Object... words) throws IOException {
        String line = String.join(" ", Stream.of(words).map(Object::toString).toList());
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new IOException(name + " is gone" + whatItSaid(), e);
        }
        return answer(line);
    }

    private String[] answer(String to) throws IOException {
        String answer;
        try {
            answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + name);
        }
        if (answer == null) {
            throw new IOException(
                    name + " did not answer \"" + to + "\" within " + PATIENCE_SECONDS + " s" + whatItSaid());
        }
        if (!answer.startsWith(CommandLoop.OK)) {
            throw new IOException(name + " " + answer + whatItSaid());
        }
        String rest = answer.substring(CommandLoop.OK.length()).strip();
        return rest.isEmpty() ? new String[0] : rest.split(" ");
    }

    private void read(InputStream stream, boolean isAnswers) {
        Thread reader = new Thread(
                () -> {
                    try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                            if (isAnswers) {
                                answers.add(line);
                            } else {
                                keep(line);
                            }
                        }
                    } catch (IOException e) {
                        keep("its output could not be read: " + e);
                    }
                    if (isAnswers) {
                        answers.add(CommandLoop.FAILED + ": it has ended");
                    }
                },
                name + " output");
        reader.setDaemon(true);
        reader.start();
    }

    private void keep(String line) {
        synchronized (said) {
            said.add(line);
            if (said.size() > KEPT_LINES) {
                said.remove();
            }
        }
    }

    private String whatItSaid() {
        synchronized (said) {
            return said.isEmpty() ? "" : "; it said:\n  " + String.join("\n  ", said);
        }
    }

    /** Ends the process and deletes its temporary files. */
    @Override
    public void close() {
        try {
            in.close();
            if (!process.waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } finally {
            RUNNING.remove(this);
            delete(folder);
        }
    }

    /** This process is being ended. */
    private void kill() {
        try {
            process.destroyForcibly().waitFor(GOODBYE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        delete(folder);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("temporary files could not be deleted", e);
        }
    }
}
