package dev.rallycast.testkit.conformance;

import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import dev.rallycast.protocol.json.JsonControlProtocol;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The JSON encoding, where every message is held against its schema: each frame that is written, and each command that is
 * accepted. What does not conform fails the test that runs, by {@link ConformanceExtension}. Of more than 5,000 messages in
 * one direction only every 97th is looked at, for the sake of tests that send millions.
 */
public final class ConformingProtocol implements ControlProtocol {
    private static final long ALL_OF = 5_000;
    private static final long THEN_EVERY = 97;

    private final ControlProtocol json = new JsonControlProtocol();
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong read = new AtomicLong();

    @Override
    public String subprotocol() {
        return json.subprotocol();
    }

    @Override
    public Command decode(String text, int maxDepth) {
        Command command = json.decode(text, maxDepth);
        if (isLookedAt(read) && !isRefusedLater(command)) {
            Conformance.command(text);
        }
        return command;
    }

    @Override
    public WireMessage encode(Frame frame) {
        WireMessage message = json.encode(frame);
        if (isLookedAt(written)) {
            Conformance.frame(message.text());
        }
        return message;
    }

    @Override
    public Optional<String> batchSubprotocol() {
        return json.batchSubprotocol();
    }

    @Override
    public WireMessage batch(List<WireMessage> messages) {
        return json.batch(messages);
    }

    /** What may not stand together is refused only when the game is known. */
    private static boolean isRefusedLater(Command command) {
        return command instanceof Command.Start start
                && start.options().delayNanos() != null
                && start.options().maxGapNanos() != null;
    }

    private static boolean isLookedAt(AtomicLong counter) {
        long count = counter.getAndIncrement();
        return count < ALL_OF || count % THEN_EVERY == 0;
    }
}
