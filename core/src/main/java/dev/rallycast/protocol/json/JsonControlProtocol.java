package dev.rallycast.protocol.json;

import static java.util.Objects.requireNonNull;

import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.ControlProtocol;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;

/**
 * The JSON form of the wire protocol, version 1: subprotocol {@code rallycast.v1.json}. Shapes and rules are those of
 * {@code docs/protocol.md}.
 */
public final class JsonControlProtocol implements ControlProtocol {
    /** The WebSocket subprotocol. */
    public static final String SUBPROTOCOL = "rallycast.v1.json";

    @Override
    public String subprotocol() {
        return SUBPROTOCOL;
    }

    @Override
    public Command decode(String text) {
        return CommandReader.read(requireNonNull(text, "text"));
    }

    @Override
    public WireMessage encode(Frame frame) {
        return FrameWriter.write(requireNonNull(frame, "frame"));
    }
}
