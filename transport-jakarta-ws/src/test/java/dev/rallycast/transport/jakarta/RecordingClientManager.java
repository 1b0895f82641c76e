package dev.rallycast.transport.jakarta;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.AuthenticationException;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SessionHandler;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Greets every connection with a text and writes down what the transport tells of it. */
final class RecordingClientManager implements ClientManager {
    static final String HELLO = "{\"type\":\"hello\"}";

    final BlockingQueue<Connection> opened = new LinkedBlockingQueue<>();
    private final Limits limits = Limits.builder().maxMessageBytes(1_000).build();

    /** One connection; {@code calls} has one line for each call of the transport. */
    static final class Connection implements SessionHandler {
        final ClientSession session;
        final User user;
        final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

        private Connection(ClientSession session, User user) {
            this.session = session;
            this.user = user;
        }

        @Override
        public void onText(String text) {
            calls.add("text " + text);
            if (text.equals("throw")) {
                throw new IllegalStateException("asked to");
            }
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

    static WireMessage message(String text) {
        return WireMessage.ofUtf8(text.getBytes(UTF_8));
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        Connection connection = new Connection(session, user);
        session.send(message(HELLO), failure -> opened.add(connection));
        return connection;
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        try {
            return connect(session, authenticator.authenticate(handshake).user());
        } catch (AuthenticationException e) {
            session.close(e.closeCode());
            return new Connection(session, User.anonymous(handshake.connectionId()));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int connections() {
        return opened.size();
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public ControlProtocol protocol() {
        return new ControlProtocol() {
            @Override
            public String subprotocol() {
                return "rallycast.v1.json";
            }

            @Override
            public Optional<String> batchSubprotocol() {
                return Optional.of("rallycast.v1.json-batch");
            }

            @Override
            public Command decode(String text, int maxDepth) {
                throw new UnsupportedOperationException("the transport never reads a command");
            }

            @Override
            public WireMessage encode(Frame frame) {
                throw new UnsupportedOperationException("the transport never writes a frame");
            }
        };
    }
}
