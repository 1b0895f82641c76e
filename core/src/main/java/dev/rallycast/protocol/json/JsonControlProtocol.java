package dev.rallycast.protocol.json;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of the wire protocol, version 1: subprotocol {@code rallycast.v1.json}. Shapes and rules are those of
 * {@code docs/protocol.md}.
 */
public final class JsonControlProtocol implements ControlProtocol {
    /** The WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "rallycast.v1.json";

    /** The WebSocket subprotocol where a message may also be an array of what would be messages otherwise. */
    public static final String BATCH_SUBPROTOCOL = "rallycast.v1.json-batch";

    @Override
    public String subprotocol() {
        return SUBPROTOCOL;
    }

    @Override
    public Command decode(String text, int maxDepth) {
        return CommandReader.read(requireNonNull(text, "text"), maxDepth);
    }

    @Override
    public WireMessage encode(Frame frame) {
        return FrameWriter.write(requireNonNull(frame, "frame"));
    }

    @Override
    public Optional<String> batchSubprotocol() {
        return Optional.of(BATCH_SUBPROTOCOL);
    }

    @Override
    public WireMessage batch(List<WireMessage> messages) {
        int size = 1 + messages.size();
        for (WireMessage message : messages) {
            size += message.size();
        }
        ByteBuffer array = ByteBuffer.allocate(size);
        byte before = '[';
        for (WireMessage message : messages) {
            array.put(before).put(message.buffer());
            before = ',';
        }
        return WireMessage.ofUtf8(array.put((byte) ']').array());
    }
}
