package dev.rallycast.transport.netty;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;
import java.util.ArrayList;
import java.util.List;

/** Says nothing by itself: keeps the sessions, and a line for each call of the transport. For one thread. */
final class HeldClients implements ClientManager, SessionHandler {
    final List<ClientSession> sessions = new ArrayList<>();
    final List<Handshake> handshakes = new ArrayList<>();
    final List<String> calls = new ArrayList<>();

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        throw new UnsupportedOperationException("a transport does not know its users");
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        sessions.add(session);
        handshakes.add(handshake);
        return this;
    }

    @Override
    public int connections() {
        return sessions.size();
    }

    @Override
    public ControlProtocol protocol() {
        return new JsonControlProtocol();
    }

    @Override
    public Limits limits() {
        return Limits.defaults();
    }

    @Override
    public void onText(String text) {
        calls.add("text " + text);
    }

    @Override
    public void onBinary() {
        calls.add("binary");
    }

    @Override
    public void onTooLarge() {
        calls.add("too large");
    }

    @Override
    public void onPong() {
        calls.add("pong");
    }

    @Override
    public void onClosed() {
        calls.add("closed");
    }
}
