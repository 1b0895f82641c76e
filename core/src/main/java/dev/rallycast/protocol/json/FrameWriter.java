package dev.rallycast.protocol.json;

import dev.rallycast.model.Action;
import dev.rallycast.model.Game;
import dev.rallycast.model.GameEvent;
import dev.rallycast.model.Payload;
import dev.rallycast.model.Speed;
import dev.rallycast.protocol.Frame;
import dev.rallycast.protocol.Limits;
import dev.rallycast.protocol.StateView;
import dev.rallycast.protocol.WireMessage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes frames; "Server to client" in {@code docs/protocol.md}. */
final class FrameWriter {
    private static final int USUAL_SIZE = 512;

    private FrameWriter() {}

    static WireMessage write(Frame frame) {
        if (frame instanceof Frame.Event event) {
            return EventWriter.event(event);
        } else if (frame instanceof Frame.Track track) {
            return EventWriter.track(track);
        }
        JsonBytes out = new JsonBytes(USUAL_SIZE).beginObject();
        if (frame instanceof Frame.Hello hello) {
            hello(out, hello);
        } else if (frame instanceof Frame.Started started) {
            started(out, started);
        } else if (frame instanceof Frame.Timeline timeline) {
            timeline(out, timeline);
        } else if (frame instanceof Frame.Snapshot snapshot) {
            snapshot(out, snapshot);
        } else if (frame instanceof Frame.State state) {
            type(out, "state");
            stateFields(out, state.state());
        } else if (frame instanceof Frame.Ok ok) {
            ok(out, ok);
        } else if (frame instanceof Frame.Pong pong) {
            type(out, "pong", pong.id());
            out.name("at_ms").number(pong.atMillis());
        } else if (frame instanceof Frame.Refusal refusal) {
            refusal(out, refusal);
        } else if (frame instanceof Frame.Gap gap) {
            type(out, "gap");
            out.name("track").string(gap.track()).name("dropped").number(gap.dropped());
        } else if (frame instanceof Frame.Heartbeat heartbeat) {
            type(out, "heartbeat");
            state(out, heartbeat.state());
        } else if (frame instanceof Frame.Stopped stopped) {
            type(out, "stopped", stopped.id());
            out.name("reason").string(stopped.reason());
        } else if (frame instanceof Frame.Draining draining) {
            type(out, "draining");
            out.name("reconnect_after_ms").number(draining.reconnectAfterMillis());
        } else {
            throw new IllegalStateException("no JSON form of " + frame.getClass());
        }
        return out.endObject().toMessage();
    }

    private static void hello(JsonBytes out, Frame.Hello hello) {
        type(out, "hello");
        out.name("version").number(hello.version()).name("user").string(hello.user());
        String server = hello.server();
        if (server != null) {
            out.name("server").string(server);
        }
        Limits limits = hello.limits();
        out.name("limits").beginObject();
        out.name("max_message_bytes").number(limits.maxMessageBytes());
        out.name("max_depth").number(limits.maxDepth());
        rate(out, "player_rate", limits.playerRate());
        rate(out, "spectator_rate", limits.spectatorRate());
        out.name("max_lag_messages").number(limits.maxLagMessages());
        out.name("max_lag_bytes").number(limits.maxLagBytes());
        out.name("max_track_backlog").number(limits.maxTrackBacklog());
        out.name("max_pending_replies").number(limits.maxPendingReplies());
        out.name("max_catch_up").number(limits.maxCatchUp());
        out.name("max_recent").number(limits.maxRecent());
        out.name("heartbeat_ms").number(limits.heartbeat().toMillis());
        out.name("ping_ms").number(limits.ping().toMillis());
        out.name("pong_ms").number(limits.pong().toMillis());
        out.name("send_timeout_ms").number(limits.sendTimeout().toMillis());
        out.name("first_message_ms").number(limits.firstMessage().toMillis());
        out.name("reconnect_within_ms").number(limits.reconnectWithin().toMillis());
        out.name("max_connections").number(limits.maxConnections());
        out.name("max_connections_per_user").number(limits.maxConnectionsPerUser());
        out.name("max_sessions_per_game").number(limits.maxSessionsPerGame());
        out.name("speed_min").literal(Speed.text(Speed.MIN));
        out.name("speed_max").literal(Speed.text(Speed.MAX));
        out.endObject();
    }

    private static void rate(JsonBytes out, String name, Limits.Rate rate) {
        out.name(name).beginObject();
        out.name("per_second").number(rate.perSecond());
        out.name("burst").number(rate.burst());
        out.endObject();
    }

    private static void started(JsonBytes out, Frame.Started started) {
        type(out, "started", started.id());
        out.name("playback").string(started.playback());
        game(out, started.game());
        out.name("mode").string(started.mode());
        out.name("role").string(started.role().wireName());
        out.name("may").beginArray();
        for (Action action : Action.values()) {
            if (started.may().contains(action)) {
                out.string(action.wireName());
            }
        }
        out.endArray();
        state(out, started.state());
        strings(out, "ignored", started.ignored());
        Boolean recovered = started.recovered();
        out.name("recovered");
        if (recovered == null) {
            out.nothing();
        } else {
            out.bool(recovered);
        }
        optional(out, "why", started.why());
    }

    /** The public metadata and nothing else: an allow-list, so that nothing private is ever added by accident. */
    private static void game(JsonBytes out, Game game) {
        out.name("game").beginObject();
        out.name("id").string(game.id());
        out.name("sport").string(game.sport());
        strings(out, "players", game.players());
        optional(out, "event", game.event());
        optional(out, "surface", game.surface());
        optional(out, "format", game.format());
        optional(out, "scheduled_start", game.scheduledStart());
        optional(out, "mode", game.mode());
        out.endObject();
    }

    private static void timeline(JsonBytes out, Frame.Timeline timeline) {
        type(out, "timeline");
        out.name("length").number(timeline.length());
        out.name("duration").seconds(timeline.durationNanos());
        out.name("markers").beginArray();
        for (Frame.Marker marker : timeline.markers()) {
            out.beginObject();
            out.name("index").number(marker.index());
            out.name("time").seconds(marker.timeNanos());
            out.name("mark").string(marker.mark());
            out.endObject();
        }
        out.endArray();
        out.name("growing").bool(timeline.growing());
    }

    private static void snapshot(JsonBytes out, Frame.Snapshot snapshot) {
        type(out, "snapshot");
        out.name("epoch").number(snapshot.epoch());
        out.name("index").number(snapshot.index());
        out.name("time").seconds(snapshot.timeNanos());
        out.name("recent").beginArray();
        for (GameEvent event : snapshot.recent()) {
            out.beginObject();
            out.name("index").number(event.index());
            out.name("time").seconds(event.timeNanos());
            out.name("kind").string(event.kind());
            out.name("data").payload(event.data());
            out.endObject();
        }
        out.endArray();
        out.name("tracks").beginObject();
        for (Map.Entry<String, Payload> track : snapshot.tracks().entrySet()) {
            out.name(track.getKey()).payload(track.getValue());
        }
        out.endObject();
    }

    private static void ok(JsonBytes out, Frame.Ok ok) {
        type(out, "ok", ok.id());
        state(out, ok.state());
        if (ok.superseded()) {
            out.name("superseded").bool(true);
        }
    }

    private static void refusal(JsonBytes out, Frame.Refusal refusal) {
        type(out, "error", refusal.id());
        out.name("code").string(refusal.code().name());
        out.name("message").string(refusal.message());
        out.name("retry").bool(refusal.code().retry());
        Long retryAfter = refusal.retryAfterMillis();
        if (retryAfter != null) {
            out.name("retry_after_ms").number(retryAfter);
        }
        state(out, refusal.state());
    }

    private static void state(JsonBytes out, @Nullable StateView state) {
        if (state != null) {
            out.name("state").beginObject();
            stateFields(out, state);
            out.endObject();
        }
    }

    private static void stateFields(JsonBytes out, StateView state) {
        out.name("revision").number(state.revision());
        out.name("epoch").number(state.epoch());
        out.name("status").string(state.status().wireName());
        out.name("index").number(state.index());
        out.name("time").seconds(state.timeNanos());
        out.name("speed").literal(Speed.text(state.speed()));
        out.name("cause").string(state.cause());
        String by = state.by();
        out.name("by");
        if (by == null) {
            out.nothing();
        } else {
            out.string(by);
        }
        if (state.isolated()) {
            out.name("isolated").bool(true);
        }
        out.name("at_ms").number(state.atMillis());
    }

    private static void type(JsonBytes out, String type) {
        out.name("type").string(type);
    }

    private static void type(JsonBytes out, String type, @Nullable String id) {
        type(out, type);
        optional(out, "id", id);
    }

    private static void optional(JsonBytes out, String name, @Nullable Object value) {
        if (value != null) {
            out.name(name).string(value.toString());
        }
    }

    private static void strings(JsonBytes out, String name, List<String> values) {
        out.name(name).beginArray();
        values.forEach(out::string);
        out.endArray();
    }
}
