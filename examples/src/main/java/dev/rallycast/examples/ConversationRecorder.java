package dev.rallycast.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.rallycast.ClientManager;
import dev.rallycast.model.User;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.Authenticator;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.Handshake;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.spi.SessionHandler;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what clients and server say to each other, between the one and the other. A line is {@code NAME connects},
 * {@code NAME > COMMAND}, {@code NAME < FRAME}, {@code NAME leaves} or {@code wait SECONDS}, as in the transcripts of the tests.
 * The names are {@code c1}, {@code c2} and so on, and clients do not get batches. Thread-safe.
 */
final class ConversationRecorder implements ClientManager, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConversationRecorder.class);
    private static final long MILLI = 1_000_000;

    private final ClientManager clients;
    private final Ticker ticker;
    private final Writer out;
    private final AtomicInteger number = new AtomicInteger();
    private long lastNanos;
    private boolean closed;

    /**
     * Records the conversations of a manager's clients into a file, in place of what was in it.
     *
     * @throws UncheckedIOException if it can't be written
     */
    ConversationRecorder(ClientManager clients, Path file, Ticker ticker) {
        this.clients = requireNonNull(clients, "clients");
        this.ticker = requireNonNull(ticker, "ticker");
        try {
            out = Files.newBufferedWriter(file, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can't be written: " + e, e);
        }
        lastNanos = ticker.nanos();
    }

    @Override
    public SessionHandler connect(ClientSession session, User user) {
        String name = connects();
        return recording(name, clients.connect(new RecordedSession(session, name), user));
    }

    @Override
    public SessionHandler connect(ClientSession session, Handshake handshake, Authenticator authenticator) {
        String name = connects();
        return recording(name, clients.connect(new RecordedSession(session, name), handshake, authenticator));
    }

    @Override
    public int connections() {
        return clients.connections();
    }

    @Override
    public ControlProtocol protocol() {
        return clients.protocol();
    }

    @Override
    public Limits limits() {
        return clients.limits();
    }

    private String connects() {
        String name = "c" + number.incrementAndGet();
        write(name + " connects");
        return name;
    }

    /** Writes each line out at once, so that it is there however the process ends. */
    private synchronized void write(String line) {
        if (closed) {
            return;
        }
        try {
            long millis = (ticker.nanos() - lastNanos) / MILLI;
            if (millis > 0) {
                lastNanos += millis * MILLI;
                out.write("wait "
                        + BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "\n");
            }
            out.write(line + "\n");
            out.flush();
        } catch (IOException e) {
            // The clients are served all the same.
            closed = true;
            LOG.error("The conversation can't be recorded any further", e);
        }
    }

    /** Ends the file; what is said after it is not recorded. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("The recording of the conversation can't be closed: " + e, e);
        }
    }

    private SessionHandler recording(String name, SessionHandler handler) {
        return new SessionHandler() {
            @Override
            public void onText(String text) {
                // A message that has lines of its own must not look like several.
                write(name + " > " + text.replaceAll("\\R", " "));
                handler.onText(text);
            }

            @Override
            public void onBinary() {
                handler.onBinary();
            }

            @Override
            public void onTooLarge() {
                handler.onTooLarge();
            }

            @Override
            public void onPong() {
                handler.onPong();
            }

            @Override
            public void onClosed() {
                write(name + " leaves");
                handler.onClosed();
            }
        };
    }

    private final class RecordedSession implements ClientSession {
        private final ClientSession session;
        private final String name;

        RecordedSession(ClientSession session, String name) {
            this.session = session;
            this.name = name;
        }

        @Override
        public String id() {
            return session.id();
        }

        @Override
        public void send(WireMessage message, SendCallback callback) {
            write(name + " < " + message.text());
            session.send(message, callback);
        }

        @Override
        public void ping() {
            session.ping();
        }

        @Override
        public void close(CloseCode code) {
            session.close(code);
        }

        @Override
        public boolean isOpen() {
            return session.isOpen();
        }
    }
}
