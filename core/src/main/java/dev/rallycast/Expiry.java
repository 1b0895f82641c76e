package dev.rallycast;

import dev.rallycast.protocol.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection once what its client has proved does not hold any more. Session loop only. */
final class Expiry {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private static final long CHECK = TimeUnit.MINUTES.toNanos(1);

    private final Engine engine;
    private final Loop loop;
    private final Connection connection;

    private final Timer timer = Timer.of(this::check);

    private final Instant end;

    Expiry(Engine engine, Loop loop, Connection connection, Instant end) {
        this.engine = engine;
        this.loop = loop;
        this.connection = connection;
        this.end = end;
    }

    void begin() {
        check();
    }

    void end() {
        loop.cancel(timer);
    }

    private void check() {
        Duration rest = Duration.between(engine.wallTime(), end);
        if (rest.isNegative() || rest.isZero()) {
            LOG.info("connection {}: what the client has proved has expired", connection.name());
            connection.close(CloseCode.AUTH_EXPIRED);
            return;
        }
        // Looked at again and again, since the clock on the wall may be set.
        loop.arm(timer, loop.now() + Math.min(Waits.nanos(rest), CHECK));
    }
}
