package dev.rallycast.examples;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One life of a node: a demo on a Redis, in a process of its own. */
final class Node implements AutoCloseable {
    private static final String BEFORE_URL = "Rallycast is at ";

    private final String name;
    private final Process process;
    private final Path output;
    private String url = "";

    private Node(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts one, which does not serve yet.
     *
     * @param first what comes before its options, see {@link HastyDemo}
     */
    static Node start(Path directory, String name, String redis, String... first) throws IOException {
        Path output = Files.createTempFile(directory, name, ".log");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Many short lives on few processors.
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                HastyDemo.class.getName()));
        command.addAll(List.of(first));
        command.addAll(List.of("--port", "0", "--redis", redis, "--node", name));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new Node(name, process, output);
    }

    /** Waits until it serves. */
    Node up() {
        Waiting.until("node " + name + " serves", () -> {
            if (!process.isAlive()) {
                throw new AssertionError("node " + name + " ended:\n" + output());
            }
            Optional<String> line = output().lines()
                    .filter(one -> one.contains(BEFORE_URL) && one.contains("/ "))
                    .findFirst();
            line.ifPresent(one -> {
                int from = one.indexOf(BEFORE_URL) + BEFORE_URL.length();
                url = one.substring(from, one.indexOf(' ', from));
            });
            return line.isPresent();
        });
        return this;
    }

    String name() {
        return name;
    }

    /** Where something of it is. */
    URI page(String path) {
        return URI.create(url + path);
    }

    /** Where a user's stream is. */
    URI stream(String user) {
        return URI.create(
                url.replaceFirst("http", "ws") + "stream?user=" + URLEncoder.encode(user, StandardCharsets.UTF_8));
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Asks it to end, as {@code kill} does. */
    void stop() {
        process.destroy();
    }

    /** Waits until it has ended. */
    void ended() throws InterruptedException {
        assertThat(process.waitFor(Waiting.LIMIT.toSeconds(), SECONDS))
                .as("node %s has ended", name)
                .isTrue();
    }

    /** Takes away its processor. */
    void freeze() throws Exception {
        signal("-STOP");
    }

    /** Gives it back. */
    void thaw() throws Exception {
        signal("-CONT");
    }

    /** What it has printed. */
    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String which) throws Exception {
        Process kill = new ProcessBuilder("kill", which, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
