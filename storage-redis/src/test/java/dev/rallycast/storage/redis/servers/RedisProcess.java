package dev.rallycast.storage.redis.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/** A server of its own process and folder, which can be killed and started again on the same port. */
public final class RedisProcess implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Path folder;
    private final int port;
    private final List<String> command = new ArrayList<>();
    private Process process;

    private RedisProcess(Path binary, String... options) {
        try {
            folder = Files.createTempDirectory("rallycast-redis");
            port = freePort();
            command.add(binary.toString());
            // Sentinels keep what they learn in their file.
            Path file = folder.resolve("redis.conf");
            boolean sentinel = Arrays.asList(options).contains("--sentinel");
            List<String> lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + folder));
            if (!sentinel) {
                lines.addAll(List.of("save \"\"", "repl-diskless-sync yes", "repl-diskless-sync-delay 0"));
            }
            Stream.of(options).filter(option -> !option.startsWith("--")).forEach(lines::add);
            Files.write(file, lines);
            command.add(file.toString());
            if (sentinel) {
                command.add("--sentinel");
            }
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server that comes with the tests: 6.2. */
    public static Path embedded() {
        return Embedded.BINARY;
    }

    /** The server that is installed on this machine, if there is one. */
    public static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "redis-server"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a server with lines of its configuration; {@code --sentinel} makes it a sentinel. */
    public static RedisProcess start(Path binary, String... options) {
        return new RedisProcess(binary, options);
    }

    /** Where it listens. */
    public int port() {
        return port;
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Whether it runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** On the same port, with what it has on disk. */
    public void startAgain() {
        try {
            process = launch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
        RUNNING.remove(process);
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process launch() throws IOException {
        Path log = folder.resolve("log");
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        RUNNING.add(started);
        await("a server on port " + port)
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> {
                    if (!started.isAlive()) {
                        throw new IllegalStateException("redis-server ended: " + Files.readString(log, UTF_8));
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

    /** A port whose cluster bus is free, too. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket one = new ServerSocket(0)) {
                int port = one.getLocalPort();
                if (port <= 55_000 && isFree(port + 10_000)) {
                    return port;
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static final class Embedded {
        static final Path BINARY = find();

        private static Path find() {
            try {
                return ExecutableProvider.newJarResourceProvider().get().toPath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
