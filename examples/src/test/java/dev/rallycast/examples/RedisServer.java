package dev.rallycast.examples;

import dev.rallycast.testkit.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own process, as it comes with the tests, that writes down what it is told before it answers. */
final class RedisServer implements AutoCloseable {
    private final int port;
    private final Path log;
    private final List<String> command;
    private Process process;

    RedisServer(Path directory) throws IOException {
        port = ServerProcess.freePort();
        log = directory.resolve("redis.log");
        Path file = Files.write(
                directory.resolve("redis.conf"),
                List.of("port " + port, "bind 127.0.0.1", "dir " + directory, "save \"\"", "appendonly yes"));
        Path binary = ExecutableProvider.newJarResourceProvider().get().toPath();
        command = List.of(binary.toString(), file.toString());
        process = launch();
    }

    String uri() {
        return "redis://127.0.0.1:" + port;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        kill();
    }

    private Process launch() throws IOException {
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Waiting.until("Redis listens", () -> {
            if (!started.isAlive()) {
                throw new AssertionError("redis-server ended: " + Files.readString(log));
            }
            return listens();
        });
        return started;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
