package dev.rallycast;

import dev.rallycast.protocol.CloseCode;
import dev.rallycast.protocol.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a connection is alive: that the server knows whose it is, that the client speaks, takes what it is sent
 * and answers when it is probed, and that it hears from the server at times. Session loop only.
 */
final class Watchdog extends Timer {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

    private final Loop loop;
    private final Connection connection;
    private final Limits limits;
    private long openedAt;
    /** When the connection was opened, or a heartbeat was last asked for. */
    private long toldAt;

    private long heardAt;
    private long probedAt;
    private boolean probing;
    /** Whether it is known whose the connection is. */
    private boolean known;
    /** Whether the client has said anything yet. */
    private boolean spoke;

    private boolean ended;

    Watchdog(Loop loop, Limits limits, Connection connection) {
        this.loop = loop;
        this.connection = connection;
        this.limits = limits;
    }

    void begin() {
        openedAt = loop.now();
        toldAt = openedAt;
        heardAt = openedAt;
        rearm(openedAt);
    }

    void end() {
        ended = true;
        loop.cancel(this);
    }

    void known() {
        known = true;
    }

    /** The client is alive. */
    void heard() {
        heardAt = loop.now();
        probing = false;
    }

    /** The client has said something. */
    void heardText() {
        spoke = true;
        heard();
    }

    @Override
    void fire(long now) {
        long firstMessage = Waits.nanos(limits.firstMessage());
        if (connection.isSending() && now - connection.sentAt() >= sendTimeout()) {
            LOG.info("connection {} does not take what it is sent", connection.name());
            connection.close(CloseCode.SLOW_CONSUMER);
        } else if (!known && now - openedAt >= firstMessage) {
            LOG.warn("connection {}: the authenticator has not answered", connection.name());
            connection.close(CloseCode.INTERNAL);
        } else if (!spoke && now - openedAt >= firstMessage) {
            LOG.info("connection {} says nothing", connection.name());
            connection.close(CloseCode.PROTOCOL_ERROR);
        } else if (probing && now - probedAt >= Waits.nanos(limits.pong())) {
            LOG.info("connection {} does not answer", connection.name());
            connection.close(CloseCode.HEARTBEAT_TIMEOUT);
        } else {
            probe(now);
            if (!connection.isSending() && now - lastTold() >= heartbeat()) {
                toldAt = now;
                connection.heartbeat();
            }
            rearm(now);
        }
    }

    private void probe(long now) {
        if (!probing && now - heardAt >= Waits.nanos(limits.ping())) {
            probing = true;
            probedAt = now;
            connection.ping();
        }
    }

    private long lastTold() {
        return connection.sentAt() - toldAt > 0 ? connection.sentAt() : toldAt;
    }

    private long sendTimeout() {
        return Waits.nanos(limits.sendTimeout());
    }

    private long heartbeat() {
        return Waits.nanos(limits.heartbeat());
    }

    private void rearm(long now) {
        if (ended) {
            return;
        }
        // A send that begins later does not arm the timer, so it always comes in time for that.
        long wait = connection.isSending()
                ? connection.sentAt() + sendTimeout() - now
                : Math.min(lastTold() + heartbeat() - now, sendTimeout());
        long probe = (probing ? probedAt + Waits.nanos(limits.pong()) : heardAt + Waits.nanos(limits.ping())) - now;
        long next = Math.min(wait, probe);
        if (!spoke || !known) {
            next = Math.min(next, openedAt + Waits.nanos(limits.firstMessage()) - now);
        }
        loop.arm(this, now + Math.max(1, next));
    }
}
