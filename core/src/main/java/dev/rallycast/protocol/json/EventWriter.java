package dev.rallycast.protocol.json;

import dev.rallycast.model.GameEvent;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.WireMessage;

/**
 * Writes what there is most of, event and track frames: fixed parts, digits and the payload go into one array of exactly
 * the right size, and nothing else is made on the way.
 */
final class EventWriter {
    private static final byte[] EVENT = JsonBytes.ascii("{\"type\":\"event\",\"epoch\":");
    private static final byte[] TRACK = JsonBytes.ascii("{\"type\":\"track\",\"track\":");
    private static final byte[] EPOCH = JsonBytes.ascii(",\"epoch\":");
    private static final byte[] INDEX = JsonBytes.ascii(",\"index\":");
    private static final byte[] TIME = JsonBytes.ascii(",\"time\":");
    private static final byte[] KIND = JsonBytes.ascii(",\"kind\":");
    private static final byte[] DATA = JsonBytes.ascii(",\"data\":");
    private static final byte[] AT = JsonBytes.ascii(",\"at_ms\":");
    private static final byte[] END = JsonBytes.ascii("}");
    private static final int EVENT_PARTS =
            EVENT.length + INDEX.length + TIME.length + KIND.length + DATA.length + AT.length + END.length;
    private static final int TRACK_PARTS =
            TRACK.length + EPOCH.length + INDEX.length + TIME.length + DATA.length + END.length;

    private EventWriter() {}

    static WireMessage event(Frame.Event frame) {
        GameEvent event = frame.event();
        int size = EVENT_PARTS
                + JsonBytes.sizeOf(frame.epoch())
                + JsonBytes.sizeOf(event.index())
                + JsonBytes.sizeOfSeconds(event.timeNanos())
                + JsonBytes.sizeOf(event.kind())
                + event.data().size()
                + JsonBytes.sizeOf(frame.atMillis());
        JsonBytes out = new JsonBytes(size);
        out.raw(EVENT).number(frame.epoch());
        out.raw(INDEX).number(event.index());
        out.raw(TIME).seconds(event.timeNanos());
        out.raw(KIND).string(event.kind());
        out.raw(DATA).payload(event.data());
        out.raw(AT).number(frame.atMillis());
        return out.raw(END).toExactMessage();
    }

    static WireMessage track(Frame.Track frame) {
        int size = TRACK_PARTS
                + JsonBytes.sizeOf(frame.track())
                + JsonBytes.sizeOf(frame.epoch())
                + JsonBytes.sizeOf(frame.index())
                + JsonBytes.sizeOfSeconds(frame.timeNanos())
                + frame.data().size();
        JsonBytes out = new JsonBytes(size);
        out.raw(TRACK).string(frame.track());
        out.raw(EPOCH).number(frame.epoch());
        out.raw(INDEX).number(frame.index());
        out.raw(TIME).seconds(frame.timeNanos());
        out.raw(DATA).payload(frame.data());
        return out.raw(END).toExactMessage();
    }
}
