package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.ClientManager;
import dev.rallycast.auth.Authenticators;
import dev.rallycast.transport.jakarta.RallycastEndpoint;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** A container of Jakarta WebSocket. */
final class JakartaHost implements Host {
    private final ContainerStarter container;
    private final BareSessions<Session> sessions = new BareSessions<>();
    private int port;

    JakartaHost(ContainerStarter container) {
        this.container = container;
    }

    @Override
    public void start(ClientManager clients) throws Exception {
        ServerEndpointConfig ours = RallycastEndpoint.builder(
                        clients, Authenticators.allowEveryoneWithoutAuthentication())
                .path("/stream")
                .build()
                .config();
        port = container.start(List.of(BareEndpoint.config(sessions), ours));
    }

    @Override
    public int port(String kind) {
        return port;
    }

    @Override
    public BareLoop.Sender sender(String kind, int clients) throws InterruptedException {
        List<Session> to = sessions.first(clients);
        return kind.equals("blocking") ? JakartaSenders.blocking(to) : JakartaSenders.async(to);
    }
}
