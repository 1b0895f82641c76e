package dev.rallycast.benchmarks.sockets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** The servers that are measured, each with the class path that its example has. */
enum Container {
    JETTY("Jetty", "jetty-ee11", false, true, false),
    UNDERTOW("Undertow", "undertow", false, true, false),
    TOMCAT("Tomcat", "tomcat", true, true, true),
    TYRUS("Tyrus", "tyrus", false, false, true),
    NETTY("Netty", "netty", false, true, false);

    /** From the root of the project, and from the folder of this module, where its tests run. */
    private static final List<Path> EXAMPLES =
            List.of(Path.of("examples", "hosting"), Path.of("..", "examples", "hosting"));

    private final String label;
    private final String folder;
    private final boolean blocking;
    private final boolean smallBuffers;
    private final boolean slowAsync;

    /**
     * A container.
     *
     * @param blocking whether its bare loop is the one of blocking sends, which are cheaper there
     * @param smallBuffers whether the kernel's buffers of its connections can be made small
     * @param slowAsync whether its asynchronous sends are so dear that there is a goal of its own
     */
    Container(String label, String folder, boolean blocking, boolean smallBuffers, boolean slowAsync) {
        this.label = label;
        this.folder = folder;
        this.blocking = blocking;
        this.smallBuffers = smallBuffers;
        this.slowAsync = slowAsync;
    }

    String label() {
        return label;
    }

    boolean isBlocking() {
        return blocking;
    }

    boolean hasSmallBuffers() {
        return smallBuffers;
    }

    boolean isSlowAsync() {
        return slowAsync;
    }

    /** The name by which the server's process knows it. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The class path of a server's process: the container's, and then this program's own.
     *
     * @throws IOException if the container's is not there
     */
    String classPath() throws IOException {
        for (Path examples : EXAMPLES) {
            if (Files.isReadable(file(examples))) {
                return Files.readString(file(examples), UTF_8).strip() + File.pathSeparator + ownCode();
            }
        }
        throw new IOException(file(EXAMPLES.get(0)) + " is not there: run \"mvn -DskipTests package\" and then this"
                + " benchmark in the root of the project");
    }

    private Path file(Path examples) {
        return examples.resolve(folder).resolve("target").resolve("classpath.txt");
    }

    /** The jar or the folder that this class is from. */
    static Path ownCode() throws IOException {
        try {
            return Path.of(Container.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("where this program is can't be told", e);
        }
    }
}
