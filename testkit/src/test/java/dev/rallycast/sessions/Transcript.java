package dev.rallycast.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.testkit.FakeClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one client was told: within an epoch the indices of events have no gap and no duplicate, everything else
 * is announced by a snapshot, and nothing of a stream comes before {@code started} or after {@code stopped}. Events must be
 * those of {@link Rig#points}, and tracks called {@code all} (lossless), {@code latest}, {@code some} (bounded) and
 * {@code fresh} (volatile) must be {@link CountingTrack}s: their every message is known, too.
 */
public final class Transcript {
    private final List<JsonNode> frames = new ArrayList<>();
    private boolean started;
    private boolean seeded;
    private long epoch;
    private long index;
    private long revision = -1;
    private boolean maySeek;
    /** The event whose message of the lossless track must come before the next event, or −1. */
    private long owed = -1;
    /** By track: the event of its last message in this epoch. */
    private final Map<String, Long> last = new HashMap<>();
    /** The last of what was added up, −1 if that is not known. */
    private long rangedTo = -1;

    /** What was dropped of the bounded track since its last message. */
    private long dropped;
    /** Whether anybody asked for the lossless track. */
    private boolean counted;

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
                maySeek = frame.path("may").toString().contains("\"scrub\"");
                forgetTracks();
                // After a recovery the client goes on from what it has.
                seeded = frame.path("recovered").asBoolean(false);
                return null;
            }
            case "stopped" -> {
                started = false;
                seeded = false;
                forgetTracks();
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
                if (newEpoch != epoch) {
                    forgetTracks();
                }
                owed = -1;
                epoch = newEpoch;
                index = frame.path("index").asLong();
                rangedTo = index + 1;
                for (JsonNode state : frame.path("tracks")) {
                    if (state.isIntegralNumber() && state.asLong() != index + 1) {
                        return "a track's state is not that of event " + index;
                    }
                }
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
                if (owed >= 0) {
                    return "nothing of the lossless track about event " + owed;
                }
                index++;
                owed = counted ? index : -1;
                return isRecorded(frame) ? null : "not what was recorded";
            }
            case "track" -> {
                return seeded
                                && frame.path("epoch").asLong() == epoch
                                && frame.path("index").asLong() <= index
                        ? track(frame)
                        : "a track frame before its event, or of another epoch";
            }
            case "gap" -> {
                dropped += frame.path("dropped").asLong();
                return frame.path("track").asText().equals("some") ? null : "a gap in what is not bounded";
            }
            case "timeline" -> {
                return maySeek ? null : "a timeline for someone who may not seek";
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

    private void forgetTracks() {
        rangedTo = -1;
        last.clear();
        dropped = 0;
        owed = -1;
    }

    private @Nullable String track(JsonNode frame) {
        String name = frame.path("track").asText();
        if (name.equals("ranges")) {
            return range(frame);
        }
        if (!name.equals("all") && !name.equals("latest") && !name.equals("some") && !name.equals("fresh")) {
            return null;
        }
        long of = frame.path("index").asLong();
        if (frame.path("data").asLong() != of + 1) {
            return "not what the track says of event " + of;
        }
        Long before = last.put(name, of);
        if (before != null && of <= before) {
            return "a track frame of event " + of + " after that of event " + before;
        }
        if (name.equals("all")) {
            counted = true;
            owed = -1;
            return of == index ? null : "a lossless track that is late";
        }
        if (name.equals("some")) {
            long missed = before == null ? dropped : of - before - 1;
            long told = dropped;
            dropped = 0;
            return missed == told ? null : missed + " messages are missing, and the client was told of " + told;
        }
        return null;
    }

    /** What is added up: everything that was said since the snapshot, exactly once. */
    private @Nullable String range(JsonNode frame) {
        long first = frame.path("data").path(0).asLong();
        long end = frame.path("data").path(1).asLong();
        long expected = rangedTo + 1;
        rangedTo = end;
        if (end != frame.path("index").asLong() + 1 || first > end) {
            return "not what was said up to event " + frame.path("index");
        }
        // What a client was not told when its connection was lost is in the states alone.
        return expected == 0 || first == expected ? null : "added up from " + first + ", not from " + expected;
    }

    private boolean isRecorded(JsonNode event) {
        return event.path("data").path("n").asLong(-1) == index;
    }

    private String recent(JsonNode recent) {
        long expected = index - recent.size() + 1;
        if (recent.size() != Math.min(50, index + 1)) {
            return recent.size() + " recent events at index " + index;
        }
        for (JsonNode event : recent) {
            if (event.path("index").asLong() != expected
                    || event.path("data").path("n").asLong(-1) != expected) {
                return "recent events with a gap";
            }
            expected++;
        }
        return null;
    }
}
