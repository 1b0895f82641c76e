package dev.rallycast.benchmarks.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A Redis of its own process, on a free port of this machine, which keeps nothing on disk. */
final class RedisServer implements AutoCloseable {
    private static final int ATTEMPTS = 3_000;
    private static final int BETWEEN_MILLIS = 10;

    private final Process process;
    private final Path log;
    private final int port;
    private final Thread end;

    private RedisServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
        end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /**
     * Starts the server that comes with the benchmarks.
     *
     * @throws IOException if it does not start
     */
    static RedisServer start() throws IOException {
        int port = freePort();
        Path binary = ExecutableProvider.newJarResourceProvider().get().toPath();
        Path log = Files.createTempFile("rallycast-benchmark-redis", ".log");
        Process process = new ProcessBuilder(List.of(
                        binary.toString(),
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        Path.of(System.getProperty("java.io.tmpdir", "")).toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        RedisServer server = new RedisServer(process, log, port);
        try {
            server.awaitListening();
            return server;
        } catch (IOException e) {
            server.close();
            throw e;
        }
    }

    RedisURI uri() {
        return RedisURI.create("127.0.0.1", port);
    }

    private void awaitListening() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            if (listens()) {
                return;
            }
            if (hasEndedWithin(BETWEEN_MILLIS)) {
                throw new IOException("redis-server has ended: "
                        + Files.readString(log, UTF_8).strip());
            }
        }
        throw new IOException("redis-server does not listen on port " + port);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private boolean hasEndedWithin(long millis) throws IOException {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while redis-server started");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Ends the process. */
    @Override
    public void close() throws IOException {
        Runtime.getRuntime().removeShutdownHook(end);
        process.destroyForcibly();
        process.onExit().join();
        Files.deleteIfExists(log);
    }
}
