package dev.rallycast.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks what one client was told: within an epoch the indices of events have no gap and no duplicate, everything else
 * is announced by a snapshot, and nothing of a stream comes before {@code started} or after {@code stopped}.
 */
public final class Transcript {
    private final List<JsonNode> frames = new ArrayList<>();
    private boolean started;
    private boolean seeded;
    private long epoch;
    private long index;
    private long revision = -1;

    private Transcript() {}

    /** Of all that a client was told. */
    public static Transcript of(FakeClient client) {
        return new Transcript().with(client);
    }

    /** Of a client that has been told everything up to an index before, and must not be told it again. */
    public static Transcript resumed(long epoch, long index) {
        Transcript transcript = new Transcript();
        transcript.epoch = epoch;
        transcript.index = index;
        return transcript;
    }

    /** Goes on with all that a client was told. */
    public Transcript with(FakeClient client) {
        frames.addAll(client.frames());
        return this;
    }

    long epoch() {
        return epoch;
    }

    long index() {
        return index;
    }

    /** Whether the client takes part in a playback. */
    public boolean isStarted() {
        return started && seeded;
    }

    /** Throws with {@code name} in the message if a rule was broken. */
    public Transcript check(String name) {
        for (int i = 0; i < frames.size(); i++) {
            String broken = look(frames.get(i));
            if (broken != null) {
                List<JsonNode> before = frames.subList(Math.max(0, i - 8), i + 1);
                throw new AssertionError(name + ": " + broken + " at frame " + i + " of " + before);
            }
        }
        return this;
    }

    private String look(JsonNode frame) {
        switch (frame.path("type").asText()) {
            case "started" -> {
                started = true;
                revision = -1;
                // After a recovery the client goes on from what it has.
                seeded = frame.path("recovered").asBoolean(false);
                return null;
            }
            case "stopped" -> {
                started = false;
                seeded = false;
                return null;
            }
            case "snapshot" -> {
                if (!started) {
                    return "a snapshot without a stream";
                }
                long newEpoch = frame.path("epoch").asLong();
                if (seeded && newEpoch < epoch) {
                    return "an older epoch";
                }
                seeded = true;
                epoch = newEpoch;
                index = frame.path("index").asLong();
                return recent(frame.path("recent"));
            }
            case "event" -> {
                if (!seeded) {
                    return "an event before the snapshot";
                }
                if (frame.path("epoch").asLong() != epoch) {
                    return "an event of epoch " + frame.path("epoch") + " in epoch " + epoch;
                }
                if (frame.path("index").asLong() != index + 1) {
                    return "event " + frame.path("index") + " after " + index;
                }
                index++;
                return null;
            }
            case "track" -> {
                return seeded
                                && frame.path("epoch").asLong() == epoch
                                && frame.path("index").asLong() <= index
                        ? null
                        : "a track frame before its event, or of another epoch";
            }
            case "state" -> {
                long newRevision = frame.path("revision").asLong();
                boolean back = newRevision < revision;
                revision = newRevision;
                return back ? "the revision went back" : null;
            }
            default -> {
                return null;
            }
        }
    }

    private String recent(JsonNode recent) {
        long expected = index - recent.size() + 1;
        if (recent.size() != Math.min(50, index + 1)) {
            return recent.size() + " recent events at index " + index;
        }
        for (JsonNode event : recent) {
            if (event.path("index").asLong() != expected++) {
                return "recent events with a gap";
            }
        }
        return null;
    }
}
