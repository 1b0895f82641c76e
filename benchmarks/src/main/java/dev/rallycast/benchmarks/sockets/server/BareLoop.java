package dev.rallycast.benchmarks.sockets.server;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.time.Ticker;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * The peer: the same frames, encoded once, sent by the server's own means to one session after the other. The next event
 * comes when all sends of this one are done. Not thread-safe.
 */
final class BareLoop {
    private final ControlProtocol protocol = new JsonControlProtocol();
    private final Acks acks;
    private final Ticker ticker;
    private final Payload payload;

    BareLoop(Acks acks, Ticker ticker, Payload payload) {
        this.acks = acks;
        this.ticker = ticker;
        this.payload = payload;
    }

    /** Sends one message to all its sessions, and returns when all sends are done. */
    interface Sender {
        void send(WireMessage message) throws IOException, InterruptedException;
    }

    /** One event after the other, as soon as the clients have the one before. */
    void closed(Sender sender, int events) throws IOException, InterruptedException {
        acks.begin();
        for (int i = 0; i < events; i++) {
            sender.send(message(i));
            acks.await();
        }
    }

    /** Events at a fixed distance; returns the tick at which the first was due. */
    long paced(Sender sender, int events, long leadNanos, long gapNanos) throws IOException, InterruptedException {
        acks.begin();
        long base = ticker.nanos() + leadNanos;
        for (int i = 0; i < events; i++) {
            long due = base + i * gapNanos;
            for (long wait = due - ticker.nanos(); wait > 0; wait = due - ticker.nanos()) {
                LockSupport.parkNanos(this, wait);
            }
            sender.send(message(i));
        }
        acks.await();
        return base;
    }

    private WireMessage message(int index) {
        return protocol.encode(Events.frame(index, index * 1_000_000L, payload));
    }
}
