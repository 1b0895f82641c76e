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

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}. */
public final class UndertowExample {
    private final Undertow undertow;

    private UndertowExample(Undertow undertow) {
        this.undertow = undertow;
    }

    public static void main(String[] args) throws Exception {
        FileGameStorage storage = FileGameStorage.open(Path.of("recordings"));
        SchedulerManager manager = SchedulerManager.builder(storage).build();
        start(
                RallycastEndpoint.builder(manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                        .path("/stream")
                        .build(),
                8080);
    }

    static UndertowExample start(RallycastEndpoint endpoint, int port) throws ServletException {
        // tag::undertow[]
        DeploymentInfo application = Servlets.deployment()
                .setDeploymentName("rallycast")
                .setContextPath("/")
                .setClassLoader(UndertowExample.class.getClassLoader())
                .addServletContextAttribute(
                        WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                        new WebSocketDeploymentInfo().addEndpoint(endpoint.config()));
        DeploymentManager deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(port, "localhost")
                .setHandler(deployment.start())
                .build();
        undertow.start();
        // end::undertow[]
        return new UndertowExample(undertow);
    }

    int port() {
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }

    void stop() {
        undertow.stop();
    }
}
