package dev.rallycast.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that serves WebSockets, run in a process of its own with the class path of the test. */
public final class ServerProcess implements AutoCloseable {
    private final Process process;
    private final Path output;
    private final int port;

    private ServerProcess(Process process, Path output, int port) {
        this.process = process;
        this.output = output;
        this.port = port;
    }

    /** A port of the loopback interface that nobody listened at a moment ago. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /**
     * Starts a program. What it prints goes to the file {@code output.txt}.
     *
     * @param main the class with the main method
     * @param directory where it runs
     * @param port where it will listen, as the arguments tell it
     */
    public static ServerProcess start(Class<?> main, Path directory, int port, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Path output = directory.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ServerProcess(process, output, port);
    }

    /**
     * Connects as soon as the program listens, and waits for the first text message.
     *
     * @param path where the program's endpoint is
     * @throws IOException if the program ends, or does not open the connection
     */
    public String firstText(String path) throws Exception {
        Await.until("port " + port + " is listened at", () -> !process.isAlive() || isListenedAt());
        if (!process.isAlive()) {
            throw new IOException("the program has ended:\n" + Files.readString(output));
        }
        try (RawWebSocket client = RawWebSocket.connect(port, path)) {
            return client.readText();
        }
    }

    private boolean isListenedAt() {
        try {
            return RawWebSocket.statusOf(port, "/") != 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks the program to end, and waits until it has. */
    @Override
    public void close() throws IOException {
        process.destroy();
        if (process.onExit().completeOnTimeout(null, 30, TimeUnit.SECONDS).join() == null) {
            process.destroyForcibly();
            throw new IOException("the program did not end within 30 s");
        }
    }
}
