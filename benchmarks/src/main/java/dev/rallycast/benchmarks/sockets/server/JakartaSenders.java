package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.protocol.WireMessage;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;

/** Sends by the means of a container. */
final class JakartaSenders {
    private JakartaSenders() {}

    static BareLoop.Sender blocking(List<Session> sessions) {
        RemoteEndpoint.Basic[] remotes =
                sessions.stream().map(Session::getBasicRemote).toArray(RemoteEndpoint.Basic[]::new);
        return message -> {
            for (RemoteEndpoint.Basic remote : remotes) {
                remote.sendText(message.text());
            }
        };
    }

    static BareLoop.Sender async(List<Session> sessions) {
        return new Async(sessions);
    }

    private static final class Async implements BareLoop.Sender {
        private final RemoteEndpoint.Async[] remotes;
        private final Pending pending = new Pending();
        private final SendHandler handler = result -> pending.done(result.isOK() ? null : result.getException());

        Async(List<Session> sessions) {
            remotes = sessions.stream().map(Session::getAsyncRemote).toArray(RemoteEndpoint.Async[]::new);
        }

        @Override
        public void send(WireMessage message) throws IOException, InterruptedException {
            pending.begin(remotes.length);
            for (RemoteEndpoint.Async remote : remotes) {
                remote.sendText(message.text(), handler);
            }
            pending.await();
        }
    }
}
