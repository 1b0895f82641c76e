package dev.rallycast.examples;

import static java.util.Objects.requireNonNull;

import dev.rallycast.SchedulerManager;
import dev.rallycast.SchedulerManagerBuilder;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Limits;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.GameStorage;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.Identity;
import dev.rallycast.sports.tennis.ScoreTrack;
import dev.rallycast.sports.tennis.StatsTrack;
import dev.rallycast.time.Ticker;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Tomcat with the page, the list of games at {@code /api/games} and the stream at {@code /stream?user=NAME}. */
final class DemoServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoServer.class);
    private static final int MAX_NAME = 64;

    /** Events of a snapshot: about 30 points with their shots. */
    private static final int RECENT = 200;

    private final SchedulerManager manager;
    private final @Nullable ConversationRecorder recorder;
    private final Tomcat tomcat;
    private final Path directory;
    private final String host;
    private boolean closed;

    private DemoServer(
            SchedulerManager manager,
            @Nullable ConversationRecorder recorder,
            Tomcat tomcat,
            Path directory,
            String host) {
        this.manager = manager;
        this.recorder = recorder;
        this.tomcat = tomcat;
        this.directory = directory;
        this.host = host;
    }

    /**
     * Starts a server of the games in a storage, which stays the caller's to close.
     *
     * @throws DemoServerException if the server can't listen there
     */
    static DemoServer start(GameStorage storage, String host, int port) {
        return start(storage, host, port, null, manager -> {});
    }

    /**
     * The same, and writes down what clients and server say to each other.
     *
     * @param record the file to write, null if none
     * @param options changes the manager's
     * @throws DemoServerException if the server can't listen there
     * @throws UncheckedIOException if the file can't be written
     */
    static DemoServer start(
            GameStorage storage,
            String host,
            int port,
            @Nullable Path record,
            Consumer<SchedulerManagerBuilder> options) {
        // Tomcat listens at every address if it does not know the one that it is given.
        InetAddress address;
        try {
            address = InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new DemoServerException("The server can't listen at \"" + host + "\": there is no such address", e);
        }
        Company company = new Company();
        SchedulerManagerBuilder builder = SchedulerManager.builder(storage)
                .track(new ScoreTrack())
                .track(new StatsTrack())
                .clientListener(company)
                .limits(Limits.builder().maxRecent(RECENT).build());
        options.accept(builder);
        SchedulerManager manager = builder.build();
        Tomcat tomcat = new Tomcat();
        ConversationRecorder recorder =
                record == null ? null : new ConversationRecorder(manager.clients(), record, Ticker.system());
        DemoServer server = new DemoServer(manager, recorder, tomcat, makeDirectory(), host);
        try {
            server.configure(storage, company, address, port);
            tomcat.start();
        } catch (LifecycleException e) {
            server.close();
            throw new DemoServerException(
                    "The server can't listen at " + host + ", port " + port + ": " + DemoServerException.rootOf(e), e);
        }
        return server;
    }

    private void configure(GameStorage storage, Company company, InetAddress address, int port) {
        tomcat.setBaseDir(directory.toString());
        tomcat.setHostname("localhost");
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", address.getHostAddress());
        tomcat.getConnector().setThrowOnFailure(true);
        // The default error page tells the server's version and, if something throws, the stack trace.
        ErrorReportValve errors = new ErrorReportValve();
        errors.setShowReport(false);
        errors.setShowServerInfo(false);
        tomcat.getHost().getPipeline().addValve(errors);
        StandardContext context = (StandardContext) tomcat.addContext("", directory.toString());
        // Tomcat's checks for leaks in redeployed applications want reflection that a plain JVM does not allow.
        context.setClearReferencesRmiTargets(false);
        context.setClearReferencesThreadLocals(false);
        Tomcat.addServlet(context, "games", new GamesServlet(storage)).addMapping("/api/games");
        Tomcat.addServlet(context, "company", new CompanyServlet(company)).addMapping("/api/company");
        Tomcat.addServlet(context, "page", new PageServlet()).addMapping("/");
        RallycastEndpoint endpoint = RallycastEndpoint.builder(
                        recorder == null ? manager.clients() : recorder, DemoServer::authenticate)
                .path("/stream")
                .build();
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    Object container = servlets.getAttribute(ServerContainer.class.getName());
                    try {
                        endpoint.register((ServerContainer) requireNonNull(container));
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Set.of());
    }

    /** Believes everybody; a demo has no passwords. */
    private static Identity authenticate(Handshake handshake) throws AuthenticationException {
        String name = handshake.parameter("user").orElse("").strip();
        if (name.length() > MAX_NAME || name.codePoints().anyMatch(Character::isISOControl)) {
            throw AuthenticationException.unknown(
                    "the name is not valid: expected at most " + MAX_NAME + " characters");
        }
        return Identity.of(name.isEmpty() ? User.anonymous(handshake.connectionId()) : User.named(name));
    }

    /** The port that it listens at. */
    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /** Where the page is. */
    String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port() + "/";
    }

    /** Waits until the server is closed by another thread. */
    void awaitStop() {
        tomcat.getServer().await();
    }

    /** Tells the clients to come back later, and stops. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        manager.close();
        try {
            tomcat.stop();
            tomcat.destroy();
        } catch (LifecycleException e) {
            LOG.warn("The web server did not stop cleanly", e);
        }
        if (recorder != null) {
            recorder.close();
        }
        deleteDirectory();
    }

    private static Path makeDirectory() {
        try {
            return Files.createTempDirectory("rallycast-demo");
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary directory can be made: " + e, e);
        }
    }

    private void deleteDirectory() {
        try (Stream<Path> walk = Files.walk(directory)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("The temporary directory {} could not be removed", directory, e);
        }
    }
}
