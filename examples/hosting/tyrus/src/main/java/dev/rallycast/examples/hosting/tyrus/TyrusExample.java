package dev.rallycast.examples.hosting.tyrus;

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.DeploymentException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.ServerContainerFactory;

/** Serves the recordings in {@code recordings} at {@code ws://localhost:8080/stream}, or at the port given as argument. */
public final class TyrusExample {
    private final TyrusServerContainer tyrus;

    private TyrusExample(TyrusServerContainer tyrus) {
        this.tyrus = tyrus;
    }

    public static void main(String[] args) throws Exception {
        FileGameStorage storage = FileGameStorage.open(Path.of("recordings"));
        SchedulerManager manager = SchedulerManager.builder(storage).build();
        start(
                RallycastEndpoint.builder(manager.clients(), Authenticators.allowEveryoneWithoutAuthentication())
                        .path("/stream")
                        .build(),
                args.length > 0 ? Integer.parseInt(args[0]) : 8080);
        // The server's threads are daemons, which keep no program alive.
        Thread.currentThread().join();
    }

    static TyrusExample start(RallycastEndpoint endpoint, int port) throws DeploymentException, IOException {
        // tag::tyrus[]
        // Tyrus keeps a frame until it is whole, by default up to 4 MB.
        Map<String, Object> properties = Map.of(TyrusWebSocketEngine.INCOMING_BUFFER_SIZE, 256 * 1024);
        TyrusServerContainer tyrus = (TyrusServerContainer) ServerContainerFactory.createServerContainer(properties);
        endpoint.register(tyrus);
        tyrus.start("/", port);
        // end::tyrus[]
        return new TyrusExample(tyrus);
    }

    int port() {
        return tyrus.getPort();
    }

    void stop() {
        tyrus.stop();
    }
}
