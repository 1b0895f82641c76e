package dev.rallycast.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.rallycast.protocol.CloseCode;
import dev.rallycast.testkit.FakeClient;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** One connection: what its client has asked for, and whether what it was told is a proper answer to that. */
final class Peer {
    /** Nothing that a fuzzer would guess, so that messages of its own never have the id of a command. */
    private static final String ID = "k#";

    private static final Set<String> TYPES = Set.of(
            "hello",
            "started",
            "timeline",
            "snapshot",
            "event",
            "track",
            "state",
            "ok",
            "pong",
            "error",
            "gap",
            "heartbeat",
            "stopped",
            "draining");
    private static final Set<String> REPLIES = Set.of("started", "ok", "pong", "error", "stopped");

    /** The event after which a {@code start} asks for the rest. */
    record Claim(long epoch, long index) {}

    final FakeClient client;
    private final Set<String> unanswered = new LinkedHashSet<>();
    private final Map<String, Claim> claims = new HashMap<>();
    private int commands;
    private int rawMessages;
    private boolean vanished;

    // What the frames have said so far.
    private int checked;
    private int rawReplies;
    private int strayStops;
    private boolean started;
    private boolean seeded;
    private boolean anyIndex;
    private String playback = "";
    private String game = "";
    private long epoch;
    private long index = -1;
    private final Map<String, Long> stateRevisions = new HashMap<>();
    private final Map<String, Long> replyRevisions = new HashMap<>();
    private final Set<String> answered = new HashSet<>();

    Peer(FakeClient client) {
        this.client = client;
    }

    /** How many messages it has sent. */
    int sent() {
        return commands + rawMessages;
    }

    /** Sends a command with these fields, which begin with a comma if there are any. */
    void command(String action, String fields) {
        command(action, fields, null);
    }

    void command(String action, String fields, @Nullable Claim claim) {
        String id = ID + ++commands;
        if (claim != null) {
            claims.put(id, claim);
        }
        unanswered.add(id);
        client.send("{\"action\":\"" + action + "\",\"id\":\"" + id + "\"" + fields + "}");
    }

    /** Sends a message as it is. */
    void raw(String text) {
        rawMessages++;
        client.send(text.replace(ID, ""));
    }

    void vanish() {
        vanished = true;
        client.vanish();
    }

    boolean hasVanished() {
        return vanished;
    }

    String playback() {
        return playback;
    }

    Claim seen() {
        return new Claim(epoch, index);
    }

    /** Looks at the frames that have come since the last time. */
    void check(ToLongFunction<String> sizeOfGame) {
        List<JsonNode> frames = client.frames();
        while (checked < frames.size()) {
            JsonNode frame = frames.get(checked++);
            try {
                look(frame, sizeOfGame);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + " in " + frame + " of " + client.texts(), e);
            }
        }
        CloseCode code = client.closedWith();
        require(code != CloseCode.INTERNAL, "closed as a defect of the server");
    }

    /** Everything that was asked for is answered, if the connection is still there. */
    void checkAnswers() {
        if (!client.isOpen()) {
            require(rawReplies <= rawMessages, rawReplies + " replies to " + rawMessages + " messages");
            return;
        }
        require(unanswered.isEmpty(), "no reply to " + unanswered);
        require(
                rawReplies <= rawMessages && rawReplies + strayStops >= rawMessages,
                rawReplies + " replies to " + rawMessages + " messages");
    }

    private void look(JsonNode frame, ToLongFunction<String> sizeOfGame) {
        String type = frame.path("type").asText();
        require(TYPES.contains(type), "unknown type");
        String id = frame.path("id").asText("");
        if (frame.has("id")) {
            require(REPLIES.contains(type), "an id in what is no reply");
        }
        if (id.startsWith(ID)) {
            require(unanswered.remove(id) && answered.add(id), "a second reply");
        } else if (type.equals("stopped") && !frame.has("id")) {
            strayStops++;
        } else if (REPLIES.contains(type)) {
            rawReplies++;
        }
        switch (type) {
            case "started" -> started(frame, id);
            case "stopped" -> {
                require(!frame.path("reason").asText().equals("INTERNAL"), "ended as a defect of the server");
                started = false;
                seeded = false;
            }
            case "snapshot" -> {
                require(started, "a snapshot without a stream");
                long newEpoch = frame.path("epoch").asLong();
                require(!seeded || newEpoch >= epoch, "an older epoch than " + epoch);
                seeded = true;
                anyIndex = false;
                epoch = newEpoch;
                index = frame.path("index").asLong();
                requireIndex(frame, sizeOfGame);
            }
            case "event" -> {
                require(seeded, "an event before the snapshot");
                if (anyIndex) {
                    epoch = frame.path("epoch").asLong();
                    index = frame.path("index").asLong() - 1;
                    anyIndex = false;
                }
                require(frame.path("epoch").asLong() == epoch, "an event of another epoch than " + epoch);
                require(frame.path("index").asLong() == index + 1, "not the event after " + index);
                index++;
                requireIndex(frame, sizeOfGame);
            }
            case "track" ->
                require(
                        seeded
                                && (anyIndex
                                        || (frame.path("epoch").asLong() == epoch
                                                && frame.path("index").asLong() <= index)),
                        "a track frame before its event, or of another epoch");
            case "error" ->
                require(!frame.path("code").asText().equals("INTERNAL"), "refused as a defect of the server");
            case "timeline", "gap" -> require(started, "of no stream");
            default -> {}
        }
        JsonNode state = type.equals("state") ? frame : frame.path("state");
        if (state.has("revision")) {
            requireIndex(state, sizeOfGame);
            Map<String, Long> revisions = type.equals("state") ? stateRevisions : replyRevisions;
            long revision = state.path("revision").asLong();
            Long before = revisions.put(playback, revision);
            require(before == null || revision >= before, "the revision fell from " + before);
        }
    }

    private void started(JsonNode frame, String id) {
        started = true;
        playback = frame.path("playback").asText();
        game = frame.path("game").path("id").asText();
        seeded = frame.path("recovered").asBoolean(false);
        Claim claim = claims.get(id);
        anyIndex = seeded && claim == null;
        if (seeded && claim != null) {
            epoch = claim.epoch();
            index = claim.index();
        }
    }

    private void requireIndex(JsonNode position, ToLongFunction<String> sizeOfGame) {
        long at = position.path("index").asLong(Long.MIN_VALUE);
        require(
                at >= -1 && at < sizeOfGame.applyAsLong(game),
                "the index is out of range of " + sizeOfGame.applyAsLong(game) + " events");
        require(position.path("time").asDouble(-1) >= 0, "the time is out of range");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
