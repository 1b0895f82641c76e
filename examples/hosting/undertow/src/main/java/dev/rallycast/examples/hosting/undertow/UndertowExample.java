package dev.rallycast.examples.hosting.undertow;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}, or at the port given as argument. */
public final class UndertowExample {
    private final DeploymentManager deployment;
    private final Undertow undertow;

    private UndertowExample(DeploymentManager deployment, Undertow undertow) {
        this.deployment = deployment;
        this.undertow = undertow;
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

    static UndertowExample start(RallycastEndpoint endpoint, int port) throws ServletException {
        return start(application(endpoint), port);
    }

    /** Not deployed yet, so that more can be added to it. */
    static DeploymentInfo application(RallycastEndpoint endpoint) {
        // tag::undertow-application[]
        DeploymentInfo application = Servlets.deployment()
                .setDeploymentName("rallycast")
                .setContextPath("/")
                .setClassLoader(UndertowExample.class.getClassLoader())
                .addServletContextAttribute(
                        WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                        new WebSocketDeploymentInfo().addEndpoint(endpoint.config()));
        // end::undertow-application[]
        return application;
    }

    static UndertowExample start(DeploymentInfo application, int port) throws ServletException {
        // tag::undertow[]
        DeploymentManager deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(port, "localhost")
                .setHandler(deployment.start())
                .build();
        undertow.start();
        // end::undertow[]
        return new UndertowExample(deployment, undertow);
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    void stop() throws ServletException {
        // The application first: it closes its WebSockets, for which the server's threads are needed.
        deployment.stop();
        deployment.undeploy();
        undertow.stop();
    }
}
