package dev.rallycast.benchmarks.sockets.server;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;

/** Keeps the sessions of the bare loop. Public because Tyrus calls it by reflection. */
public final class BareEndpoint extends Endpoint {
    static final String PATH = "/bare";

    private final BareSessions<Session> sessions;

    BareEndpoint(BareSessions<Session> sessions) {
        this.sessions = sessions;
    }

    /** The endpoint in the container's terms. */
    static ServerEndpointConfig config(BareSessions<Session> sessions) {
        return ServerEndpointConfig.Builder.create(BareEndpoint.class, PATH)
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <T> T getEndpointInstance(Class<T> type) {
                        return type.cast(new BareEndpoint(sessions));
                    }
                })
                .build();
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(0);
        sessions.add(session);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        sessions.remove(session);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        sessions.remove(session);
    }
}
