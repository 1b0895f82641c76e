package dev.rallycast;

import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.WireMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes one message of several, for the sessions of one loop. Those who watch together are mostly sent the same, one session
 * after the other, so the last batch is kept. Session loop only.
 */
final class Batches {
    /** How many messages at most make a batch. */
    static final int MAX_MESSAGES = 64;

    /** A batch that has so many bytes is not made larger. */
    static final int ENOUGH_BYTES = 16 * 1_024;

    private final ControlProtocol protocol;
    private List<WireMessage> parts = List.of();
    private @Nullable WireMessage batch;

    Batches(ControlProtocol protocol) {
        this.protocol = protocol;
    }

    WireMessage of(List<WireMessage> messages) {
        WireMessage made = batch;
        // Messages have no equals of their own: these are the same objects.
        if (made == null || !parts.equals(messages)) {
            made = protocol.batch(messages);
            parts = List.copyOf(messages);
            batch = made;
        }
        return made;
    }
}
