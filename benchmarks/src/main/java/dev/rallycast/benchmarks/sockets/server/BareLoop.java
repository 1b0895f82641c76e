package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.time.Ticker;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The peer: the same frames, encoded once, sent by the container's own means to one session after the other. The next event
 * comes when all sends of this one are done. Not thread-safe.
 */
final class BareLoop {
    private final ControlProtocol protocol = new JsonControlProtocol();
    private final BareSessions sessions;
    private final Acks acks;
    private final Ticker ticker;
    private final Payload payload;

    BareLoop(BareSessions sessions, Acks acks, Ticker ticker, Payload payload) {
        this.sessions = sessions;
        this.acks = acks;
        this.ticker = ticker;
        this.payload = payload;
    }

    /** One event after the other, as soon as the clients have the one before. */
    void closed(int clients, boolean blocking, int events) throws IOException, InterruptedException {
        Sender sender = sender(clients, blocking);
        for (int i = 0; i < events; i++) {
            sender.send(text(i));
            acks.await();
        }
    }

    /** Events at a fixed distance; returns the tick at which the first was due. */
    long paced(int clients, boolean blocking, int events, long leadNanos, long gapNanos)
            throws IOException, InterruptedException {
        Sender sender = sender(clients, blocking);
        long base = ticker.nanos() + leadNanos;
        for (int i = 0; i < events; i++) {
            long due = base + i * gapNanos;
            for (long wait = due - ticker.nanos(); wait > 0; wait = due - ticker.nanos()) {
                LockSupport.parkNanos(this, wait);
            }
            sender.send(text(i));
        }
        acks.await();
        return base;
    }

    private Sender sender(int clients, boolean blocking) throws InterruptedException {
        List<Session> to = sessions.first(clients);
        return blocking ? new Blocking(to) : new Async(to);
    }

    private String text(int index) {
        return protocol.encode(Events.frame(index, index * 1_000_000L, payload)).text();
    }

    /** Sends one text to all, and returns when all sends are done. */
    private interface Sender {
        void send(String text) throws IOException, InterruptedException;
    }

    private static final class Blocking implements Sender {
        private final RemoteEndpoint.Basic[] remotes;

        Blocking(List<Session> sessions) {
            remotes = sessions.stream().map(Session::getBasicRemote).toArray(RemoteEndpoint.Basic[]::new);
        }

        @Override
        public void send(String text) throws IOException {
            for (RemoteEndpoint.Basic remote : remotes) {
                remote.sendText(text);
            }
        }
    }

    private static final class Async implements Sender {
        private final RemoteEndpoint.Async[] remotes;
        private final AtomicInteger pending = new AtomicInteger();
        private final Semaphore done = new Semaphore(0);
        private volatile @Nullable Throwable failure;

        private final SendHandler handler = result -> {
            if (!result.isOK()) {
                failure = result.getException();
            }
            if (pending.decrementAndGet() == 0) {
                done.release();
            }
        };

        Async(List<Session> sessions) {
            remotes = sessions.stream().map(Session::getAsyncRemote).toArray(RemoteEndpoint.Async[]::new);
        }

        @Override
        public void send(String text) throws IOException, InterruptedException {
            pending.set(remotes.length);
            for (RemoteEndpoint.Async remote : remotes) {
                remote.sendText(text, handler);
            }
            done.acquire();
            if (failure != null) {
                throw new IOException("a bare send failed", failure);
            }
        }
    }
}
