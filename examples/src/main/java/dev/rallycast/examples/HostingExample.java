package dev.rallycast.examples;

// tag::hosting[]

import dev.rallycast.SchedulerManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.storage.file.FileGameStorage;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import java.nio.file.Path;

/** Rallycast in a web application that exists already. */
final class HostingExample implements AutoCloseable {
    private final FileGameStorage storage;
    private final SchedulerManager manager;

    HostingExample(Path recordings, ServerContainer container) throws DeploymentException {
        storage = FileGameStorage.open(recordings);
        manager = SchedulerManager.builder(storage).build();
        RallycastEndpoint.builder(manager.clients(), Authenticators.containerPrincipal())
                .build()
                .register(container);
    }

    @Override
    public void close() {
        manager.close();
        storage.close();
    }
}
// end::hosting[]
