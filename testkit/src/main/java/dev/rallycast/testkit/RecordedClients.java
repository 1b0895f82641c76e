package dev.rallycast.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Greets every connection with a text and writes down what the transport tells of it. */
final class RecordedClients implements ClientManager {
    static final String HELLO = "{\"type\":\"hello\"}";
    static final int MAX_MESSAGE_BYTES = 1_000;

    final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
    volatile boolean failing;
    private final ControlProtocol protocol = new JsonControlProtocol();
    private final Limits limits =
            Limits.builder().maxMessageBytes(MAX_MESSAGE_BYTES).build();

    /** One connection; {@code calls} has one line for each call of the transport. */
    static final class Connection implements SessionHandler {
        final ClientSession session;
        final User user;
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        /** How often the transport called while another call was not done. */
        final AtomicInteger overlaps = new AtomicInteger();

        private final AtomicInteger inside = new AtomicInteger();

        private Connection(ClientSession session, User user) {
            this.session = session;
            this.user = user;
        }

        @Override
        public void onText(String text) {
            record("text " + text);
            if (text.equals("throw")) {
                throw new IllegalStateException("asked to");
            }
        }

        @Override
        public void onBinary() {
            record("binary");
        }

        @Override
        public void onTooLarge() {
            record("too large");
        }

        @Override
        public void onPong() {
            record("pong");
        }

        @Override
        public void onClosed() {
            record("closed");
        }

        private void record(String call) {
            if (inside.incrementAndGet() > 1) {
                overlaps.incrementAndGet();
            }
            calls.add(call);
            inside.decrementAndGet();
        }
    }

    static WireMessage message(String text) {
        return WireMessage.ofUtf8(text.getBytes(UTF_8));
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        if (failing) {
            throw new IllegalStateException("asked to");
        }
        Connection connection = new Connection(session, user);
        session.send(message(HELLO), failure -> opened.add(connection));
        return connection;
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        try {
            return connect(session, authenticator.authenticate(handshake).user());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int connections() {
        return opened.size();
    }

    @Override
    public ControlProtocol protocol() {
        return protocol;
    }

    @Override
    public Limits limits() {
        return limits;
    }
}
