package dev.rallycast.examples.hosting.tomcat;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}, or at the port given as argument. */
public final class TomcatExample {
    private final Tomcat tomcat;

    private TomcatExample(Tomcat tomcat) {
        this.tomcat = tomcat;
    }

    public static void main(String[] args) throws Exception {
        FileGameStorage storage = FileGameStorage.open(Path.of("recordings"));
        SchedulerManager manager = SchedulerManager.builder(storage).build();
        start(
                RallycastEndpoint.builder(manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                        .path("/stream")
                        .build(),
                args.length > 0 ? Integer.parseInt(args[0]) : 8080);
    }

    static TomcatExample start(RallycastEndpoint endpoint, int port) throws IOException, LifecycleException {
        return start(server(endpoint, port));
    }

    static TomcatExample start(Tomcat tomcat) throws LifecycleException {
        tomcat.start();
        return new TomcatExample(tomcat);
    }

    /** Not started yet, so that more can be added to it. */
    static Tomcat server(RallycastEndpoint endpoint, int port) throws IOException {
        Tomcat tomcat = new Tomcat();
        File directory = Files.createTempDirectory("tomcat").toFile();
        tomcat.setBaseDir(directory.getPath());
        tomcat.setPort(port);
        tomcat.getConnector().setThrowOnFailure(true);
        // tag::tomcat[]
        Context context = tomcat.addContext("", directory.getPath());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    Object container = servlets.getAttribute(ServerContainer.class.getName());
                    try {
                        endpoint.register((ServerContainer) container);
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Set.of());
        // The upgrade is done by a filter, which runs only where a servlet would answer.
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        // end::tomcat[]
        // Tomcat's checks for leaks in redeployed applications want reflection that a plain JVM does not allow.
        ((StandardContext) context).setClearReferencesRmiTargets(false);
        ((StandardContext) context).setClearReferencesThreadLocals(false);
        return tomcat;
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    void stop() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
