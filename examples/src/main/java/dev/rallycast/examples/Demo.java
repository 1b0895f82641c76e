package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.model.ReplayException;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.WritableGameStorage;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.storage.redis.RedisSharedPlaybacks;
import dev.rallycast.time.Ticker;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The demo's main program: puts matches into a directory of recordings, or into Redis, and serves them with a page to watch them. */
public final class Demo {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int BAD_USAGE = 2;

    // Held, since the log manager forgets loggers that nobody holds, and their levels with them.
    private static final Logger TOMCAT_LOG = Logger.getLogger("org.apache");

    private final PrintStream out;
    private final PrintStream err;
    private final UnaryOperator<RedisSharedPlaybacks.Builder> sharing;
    private final Consumer<SchedulerManagerBuilder> serving;

    Demo(PrintStream out, PrintStream err) {
        this(out, err, builder -> builder, builder -> {});
    }

    /** With other options of what is shared, and of the manager. */
    Demo(
            PrintStream out,
            PrintStream err,
            UnaryOperator<RedisSharedPlaybacks.Builder> sharing,
            Consumer<SchedulerManagerBuilder> serving) {
        this.out = out;
        this.err = err;
        this.sharing = sharing;
        this.serving = serving;
    }

    /**
     * Runs the demo until it is interrupted; the options are those of {@code --help}. With {@code recording} as the first
     * argument it looks after recordings instead, see {@link Recordings}.
     */
    public static void main(String... args) {
        TOMCAT_LOG.setLevel(Level.WARNING);
        boolean recordings = args.length > 0 && args[0].equals(Recordings.COMMAND);
        int code = recordings
                ? new Recordings(utf8(FileDescriptor.out), System.err, Ticker.system())
                        .run(Arrays.copyOfRange(args, 1, args.length))
                : new Demo(System.out, System.err).run(args);
        if (code != DONE) {
            System.exit(code);
        }
    }

    /** What is printed for programs must not depend on the system's locale; whoever prints must flush. */
    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16), false, UTF_8);
    }

    /** Runs the demo and returns the exit code. */
    int run(String... args) {
        DemoOptions options;
        try {
            options = DemoOptions.parse(args);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("Try --help for the options.");
            return BAD_USAGE;
        }
        if (options.help()) {
            out.print(DemoOptions.HELP);
            return DONE;
        }
        try {
            RedisPlace redis = options.redis();
            if (redis == null) {
                alone(options);
            } else {
                asNode(options, redis);
            }
            return DONE;
        } catch (ReplayException | DemoServerException | UncheckedIOException e) {
            err.println(e.getMessage());
            return FAILED;
        }
    }

    private void alone(DemoOptions options) {
        String name = options.node();
        try (FileGameStorage storage = openStorage(options)) {
            play(options, storage, manager -> {
                if (name != null) {
                    manager.serverName(name);
                }
            });
        }
    }

    private void asNode(DemoOptions options, RedisPlace redis) {
        String given = options.node();
        String name = given == null ? nodeName(options.port()) : given;
        try (DemoRedis shared = DemoRedis.open(redis, name, sharing)) {
            out.println("This is node " + name);
            play(options, shared.storage(), manager -> manager.serverName(name).shared(shared.playbacks()));
        }
    }

    /** The host's name and the port, or something random for a port that is not known yet. */
    private static String nodeName(int port) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            // A machine without a name is as good as any other.
            host = "node";
        }
        String behind =
                "-" + (port == 0 ? Integer.toHexString(new SecureRandom().nextInt(1 << 16)) : Integer.toString(port));
        String plain = host.replaceAll("[^" + DemoOptions.NODE_CHARACTERS + "]", "-");
        return plain.substring(0, Math.min(plain.length(), DemoOptions.MAX_NODE - behind.length())) + behind;
    }

    private void play(DemoOptions options, WritableGameStorage storage, Consumer<SchedulerManagerBuilder> manager) {
        DemoMatches matches = new DemoMatches(storage, err, Ticker.system(), new SecureRandom());
        for (DemoOptions.Import files : options.imports()) {
            matches.importFiles(files.format(), files.files(), options.lenient());
        }
        matches.simulate(options.simulate());
        LiveMatches live = LiveMatches.start(options.live(), storage, Ticker.system(), new SecureRandom(), err);
        try {
            serve(options, storage, manager);
        } finally {
            live.close();
        }
    }

    private static FileGameStorage openStorage(DemoOptions options) {
        try {
            Files.createDirectories(options.data());
        } catch (IOException e) {
            throw new UncheckedIOException("The data directory " + options.data() + " can't be made: " + e, e);
        }
        return FileGameStorage.open(options.data());
    }

    private void serve(DemoOptions options, GameStorage storage, Consumer<SchedulerManagerBuilder> manager) {
        DemoServer server =
                DemoServer.start(storage, options.host(), options.port(), options.record(), manager.andThen(serving));
        Thread stop = new Thread(server::close, "demo-stop");
        Runtime.getRuntime().addShutdownHook(stop);
        out.println("Rallycast is at " + server.url() + " (stop with Ctrl-C)");
        server.awaitStop();
        try {
            // So that storage is closed after the server, and the JVM goes when all is done.
            stop.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
