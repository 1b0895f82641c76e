package dev.rallycast.testkit;

import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;
import org.jspecify.annotations.Nullable;

/** Passes connections on to another manager, so that one server does for many tests. */
final class SwitchedClients implements ClientManager {
    private final ControlProtocol protocol = new JsonControlProtocol();
    private volatile @Nullable ClientManager to;

    void switchTo(ClientManager next) {
        to = next;
    }

    private ClientManager current() {
        return requireNonNull(to, "no manager yet");
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        return current().connect(session, user);
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        return current().connect(session, handshake, authenticator);
    }

    @Override
    public int connections() {
        return current().connections();
    }

    @Override
    public ControlProtocol protocol() {
        return protocol;
    }

    @Override
    public Limits limits() {
        return current().limits();
    }
}
