package dev.rallycast.benchmarks.sockets.server;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/** Tomcat, started as in {@code examples/hosting/tomcat}. */
final class TomcatStarter implements ContainerStarter {
    /** Its default of 8,192 would keep the last clients waiting for ever. */
    private static final int MAX_CONNECTIONS = 100_000;

    @Override
    public int start(List<ServerEndpointConfig> endpoints) throws IOException, LifecycleException {
        Tomcat tomcat = new Tomcat();
        // In the folder for temporary files that whoever started this process deletes.
        File directory = Files.createTempDirectory("tomcat").toFile();
        tomcat.setBaseDir(directory.getPath());
        tomcat.setHostname("localhost");
        tomcat.setPort(0);
        tomcat.getConnector().setThrowOnFailure(true);
        tomcat.getConnector().setProperty("socket.txBufSize", Integer.toString(SEND_BUFFER));
        tomcat.getConnector().setProperty("maxConnections", Integer.toString(MAX_CONNECTIONS));
        Context context = tomcat.addContext("", directory.getPath());
        context.addServletContainerInitializer(new WsSci(), Set.of());
        context.addServletContainerInitializer(
                (classes, servlets) -> {
                    Object container = servlets.getAttribute(ServerContainer.class.getName());
                    try {
                        for (ServerEndpointConfig endpoint : endpoints) {
                            ((ServerContainer) container).addEndpoint(endpoint);
                        }
                    } catch (DeploymentException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Set.of());
        Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }
}
