package dev.rallycast.benchmarks.fanout;

import dev.rallycast.benchmarks.harness.Events;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.protocol.json.JsonControlProtocol;
import dev.rallycast.spi.SendCallback;
import dev.rallycast.time.Ticker;
import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The usual way, as the peer: a bounded queue for each session. An event goes into all queues, then all queues are emptied
 * into the same kind of sessions as ours, on the calling thread.
 */
final class Queues {
    private static final int CAPACITY = 32;

    private final ControlProtocol protocol = new JsonControlProtocol();
    private final Payload payload;
    private final boolean encodeOnce;
    private final Tally tally;
    private final Subscriber[] subscribers;
    private long published;

    /** A session and what waits for it; it is sent one message at a time, as the interface of sessions wants it. */
    private static final class Subscriber implements SendCallback {
        final ArrayBlockingQueue<WireMessage> queue = new ArrayBlockingQueue<>(CAPACITY);
        private final SilentSession session;
        private boolean inFlight;

        Subscriber(SilentSession session) {
            this.session = session;
        }

        void drain() {
            while (!inFlight) {
                WireMessage message = queue.poll();
                if (message == null) {
                    return;
                }
                inFlight = true;
                session.send(message, this);
            }
        }

        @Override
        public void onComplete(@Nullable Throwable failure) {
            inFlight = false;
        }
    }

    Queues(int size, boolean encodeOnce, Payload payload, Ticker ticker) {
        this.payload = payload;
        this.encodeOnce = encodeOnce;
        tally = new Tally(ticker);
        subscribers = new Subscriber[size];
        for (int i = 0; i < size; i++) {
            subscribers[i] = new Subscriber(new SilentSession("s" + i, tally));
        }
    }

    /** Publishes the next events one after the other, each brought to all before the next; returns the bytes. */
    long publish(int count) {
        long before = tally.messages();
        long bytes = tally.bytes();
        for (int i = 0; i < count; i++) {
            next();
        }
        tally.require(before, (long) count * subscribers.length);
        return tally.bytes() - bytes;
    }

    private void next() {
        WireMessage shared = encode();
        for (Subscriber subscriber : subscribers) {
            if (!subscriber.queue.offer(encodeOnce ? shared : encode())) {
                throw new IllegalStateException("a queue is full");
            }
        }
        for (Subscriber subscriber : subscribers) {
            subscriber.drain();
        }
        published++;
    }

    private WireMessage encode() {
        return protocol.encode(Events.frame(published, published * 1_000_000, payload));
    }
}
