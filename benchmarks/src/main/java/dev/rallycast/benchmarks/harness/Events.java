package dev.rallycast.benchmarks.harness;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.rallycast.model.EventDraft;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.protocol.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Events of which only the size matters. */
public final class Events {
    /** What an event frame has besides its payload, about. */
    private static final int ENVELOPE = 100;

    private static final String KIND = "point";

    private Events() {}

    /** A payload of this many bytes: an object with numbers and short texts, as points of a match have them. */
    public static Payload payload(int bytes) {
        StringBuilder json = new StringBuilder("{\"server\":1,\"winner\":2,\"score\":[6,4,3,5],\"tie\":false");
        for (int i = 0; json.length() < bytes - 60; i++) {
            json.append(String.format(Locale.ROOT, ",\"rally_%d\":{\"shots\":%d,\"kmh\":181.5}", i, i % 20));
        }
        json.append(",\"note\":\"");
        json.append("x".repeat(Math.max(0, bytes - json.length() - 2)));
        return Payload.of(json.append("\"}").toString().getBytes(US_ASCII));
    }

    /** A payload that makes the whole event frame about this long. */
    public static Payload payloadOfFrame(int bytes) {
        return payload(bytes - ENVELOPE);
    }

    /** Events with one payload, the first at {@code firstNanos}, {@code gapNanos} apart. */
    public static List<EventDraft> evenly(int count, long firstNanos, long gapNanos, Payload payload) {
        List<EventDraft> events = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            events.add(at(firstNanos + i * gapNanos, payload));
        }
        return events;
    }

    /** One event. */
    public static EventDraft at(long timeNanos, Payload payload) {
        return new EventDraft(timeNanos, KIND, null, payload);
    }

    /** The frame of an event, stamped with some moment of 2026. */
    public static Frame.Event frame(long index, long timeNanos, Payload payload) {
        return new Frame.Event(0, new GameEvent(index, timeNanos, KIND, null, payload), 1_767_225_600_000L + index);
    }
}
