package dev.rallycast.protocol.json;

import dev.rallycast.model.Action;
import dev.rallycast.model.Target;
import dev.rallycast.model.Watch;
import dev.rallycast.protocol.Command;
import dev.rallycast.protocol.Command.ResumePoint;
import dev.rallycast.protocol.Command.StartOptions;
import dev.rallycast.protocol.ErrorCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes a command of a client's message; "Client to server" in {@code docs/protocol.md}. Unknown fields are ignored. */
final class CommandReader {
    static final int MAX_TRACKS = 32;

    /** The mode of those who watch. */
    private static final String WATCHERS = "spectator";

    private static final long MAX_GAP_NANOS = Duration.ofDays(1).toNanos();
    private static final long ONE_MICRO = 1_000;
    private static final List<String> START_TARGETS = List.of("index", "time", "percent");
    private static final List<String> TARGETS = List.of("index", "time", "by", "percent", "marker");
    private static final Map<String, Action> ACTIONS =
            Arrays.stream(Action.values()).collect(Collectors.toUnmodifiableMap(Action::wireName, Function.identity()));
    private static final String ACTION_NAMES =
            Arrays.stream(Action.values()).map(Action::wireName).collect(Collectors.joining(", "));

    private final Fields fields;
    private final @Nullable String id;

    private CommandReader(Fields fields) {
        this.fields = fields;
        this.id = fields.id();
    }

    static Command read(String text, int maxDepth) {
        return new CommandReader(Fields.ofMessage(MessageReader.read(text, maxDepth))).command();
    }

    private Command command() {
        String name = fields.text("action");
        Action action = ACTIONS.get(name);
        if (action == null) {
            throw fields.refuse(
                    ErrorCode.UNKNOWN_ACTION,
                    "action is " + new JsonValue.Text(name).brief() + ": expected one of " + ACTION_NAMES);
        }
        return switch (action) {
            case START -> start();
            case PAUSE, RESUME, SPEED, SCRUB -> control(action);
            case STEP -> new Command.Step(id, fields.optionalLong("revision"), fields.clampedInt("count", 1));
            case LIVE -> new Command.Live(id, fields.optionalLong("revision"));
            case STATUS -> new Command.Status(id);
            case STOP -> new Command.Stop(id);
            case PING -> new Command.Ping(id);
        };
    }

    private Command start() {
        StartOptions options = new StartOptions(
                fields.optionalNanos("delay", 0, MAX_GAP_NANOS),
                fields.optionalSpeed("speed"),
                target("from", START_TARGETS),
                fields.optionalNanos("max_gap", ONE_MICRO, MAX_GAP_NANOS),
                fields.optionalBool("paused"));
        String mode = fields.optionalText("mode");
        return new Command.Start(
                id,
                fields.text("game_id"),
                mode,
                options,
                fields.optionalTexts("tracks", MAX_TRACKS),
                resumePoint(),
                watch(mode));
    }

    private @Nullable Watch watch(@Nullable String mode) {
        Fields watch = fields.optionalObject("watch");
        if (watch == null) {
            return null;
        }
        if (mode != null && !mode.equals(WATCHERS)) {
            throw fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "mode is " + new JsonValue.Text(mode).brief() + ": expected \"" + WATCHERS + "\" with watch");
        }
        String player = watch.optionalText("player");
        if (player != null && player.isEmpty()) {
            throw fields.refuse(ErrorCode.BAD_REQUEST, "watch.player is empty: expected a user's id");
        }
        return new Watch(watch.text("mode"), player);
    }

    private @Nullable ResumePoint resumePoint() {
        Fields resume = fields.optionalObject("resume");
        return resume == null
                ? null
                : new ResumePoint(resume.text("playback"), resume.requiredLong("epoch"), resume.requiredLong("index"));
    }

    private Command control(Action action) {
        Long revision = fields.optionalLong("revision");
        Integer speed = fields.optionalSpeed("speed");
        Target to = target("to", TARGETS);
        if (action == Action.SPEED && speed == null) {
            throw fields.refuse(ErrorCode.BAD_REQUEST, "speed is missing: expected a number");
        }
        if (action == Action.SCRUB && to == null) {
            throw fields.refuse(ErrorCode.BAD_REQUEST, "to is missing: expected a target");
        }
        return new Command.Control(id, action, revision, speed, to);
    }

    private @Nullable Target target(String name, List<String> allowed) {
        Fields target = fields.optionalObject(name);
        if (target == null) {
            return null;
        }
        List<String> given = TARGETS.stream().filter(target::has).toList();
        if (given.size() != 1 || !allowed.contains(given.get(0))) {
            throw fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    name + " has " + (given.isEmpty() ? "no target" : String.join(" and ", given))
                            + ": expected exactly one of " + String.join(", ", allowed));
        }
        if (target.has("offset") && !target.has("marker")) {
            throw fields.refuse(
                    ErrorCode.BAD_REQUEST, name + " has offset and " + given.get(0) + ": expected offset with marker");
        }
        Long index = target.clampedLong("index");
        if (index != null) {
            return new Target.ToIndex(index);
        }
        Long time = target.clampedNanos("time");
        if (time != null) {
            return new Target.ToTime(time);
        }
        Long by = target.clampedNanos("by");
        if (by != null) {
            return new Target.By(by);
        }
        Long percent = target.clampedPercent("percent");
        if (percent != null) {
            return new Target.ToPercent(percent);
        }
        return new Target.ToMarker(target.text("marker"), target.clampedInt("offset", 1));
    }
}
