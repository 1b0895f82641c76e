package dev.rallycast.benchmarks.fanout;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.spi.ClientSession;
import dev.rallycast.spi.SendCallback;

/** A session that takes whatever it is sent at once, and counts it. */
final class SilentSession implements ClientSession {
    private final String id;
    private final Tally tally;

    SilentSession(String id, Tally tally) {
        this.id = id;
        this.tally = tally;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void send(WireMessage message, SendCallback callback) {
        tally.delivered(message.size());
        callback.onComplete(null);
    }

    @Override
    public void ping() {}

    @Override
    public void close(CloseCode code) {
        tally.closed(code);
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
