package dev.rallycast.benchmarks.sockets.server;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Starts a container on a free port of the loopback interface. */
@FunctionalInterface
interface ContainerStarter {
    /** What the kernel keeps of a connection that is not read, in bytes; the default is so much that it takes long to fill. */
    int SEND_BUFFER = 16 * 1024;

    /** Returns the port. */
    int start(List<ServerEndpointConfig> endpoints) throws Exception;

    /** The starter of a container. */
    static ContainerStarter of(String name) {
        return switch (name) {
            case "jetty" -> new JettyStarter();
            case "undertow" -> new UndertowStarter();
            case "tomcat" -> new TomcatStarter();
            case "tyrus" -> new TyrusStarter();
            default -> throw new IllegalArgumentException("container \"" + name + "\" is not known");
        };
    }
}
