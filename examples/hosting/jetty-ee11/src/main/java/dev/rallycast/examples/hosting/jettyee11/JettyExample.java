package dev.rallycast.examples.hosting.jettyee11;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import java.nio.file.Path;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}, or at the port given as argument. */
public final class JettyExample {
    private final Server server;

    private JettyExample(Server server) {
        this.server = server;
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

    static JettyExample start(RallycastEndpoint endpoint, int port) throws Exception {
        return start(server(endpoint, port));
    }

    static JettyExample start(Server server) throws Exception {
        server.start();
        return new JettyExample(server);
    }

    /** Not started yet, so that more can be added to it. */
    static Server server(RallycastEndpoint endpoint, int port) {
        // tag::jetty[]
        Server server = new Server(port);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(
                context, (servlets, container) -> endpoint.register(container));
        server.setHandler(context);
        // end::jetty[]
        return server;
    }

    int port() {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    void stop() throws Exception {
        server.stop();
    }
}
