package dev.rallycast.benchmarks.sockets.server;

import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.ServletException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.InetSocketAddress;
import java.util.List;
import org.xnio.Options;

/** Undertow, started as in {@code examples/hosting/undertow}. */
final class UndertowStarter implements ContainerStarter {
    @Override
    public int start(List<ServerEndpointConfig> endpoints) throws ServletException {
        WebSocketDeploymentInfo sockets = new WebSocketDeploymentInfo();
        endpoints.forEach(sockets::addEndpoint);
        DeploymentInfo application = Servlets.deployment()
                .setDeploymentName("benchmark")
                .setContextPath("/")
                .setClassLoader(UndertowStarter.class.getClassLoader())
                .addServletContextAttribute(WebSocketDeploymentInfo.ATTRIBUTE_NAME, sockets);
        DeploymentManager deployment = Servlets.defaultContainer().addDeployment(application);
        deployment.deploy();
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "localhost")
                .setSocketOption(Options.SEND_BUFFER, SEND_BUFFER)
                .setHandler(deployment.start())
                .build();
        undertow.start();
        return ((InetSocketAddress) undertow.getListenerInfo().get(0).getAddress()).getPort();
    }
}
