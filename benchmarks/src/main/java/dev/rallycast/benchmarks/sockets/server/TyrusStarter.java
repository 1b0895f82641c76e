package dev.rallycast.benchmarks.sockets.server;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Tyrus on Grizzly, started as in {@code examples/hosting/tyrus}. It has no option for the kernel's buffers. */
final class TyrusStarter implements ContainerStarter {
    @Override
    public int start(List<ServerEndpointConfig> endpoints) throws DeploymentException, IOException {
        Map<String, Object> properties = Map.of(TyrusWebSocketEngine.INCOMING_BUFFER_SIZE, 256 * 1024);
        TyrusServerContainer tyrus = (TyrusServerContainer) ServerContainerFactory.createServerContainer(properties);
        for (ServerEndpointConfig endpoint : endpoints) {
            tyrus.addEndpoint(endpoint);
        }
        tyrus.start("/", 0);
        return tyrus.getPort();
    }
}
